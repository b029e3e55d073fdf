"""Who gets into the admin: signing in, the second factor, and when somebody is signed out again.

    throttling   how often a password may be tried, and what is kept of a wrong one (django-axes)
    wide_limits  the same for a whole network, and for an account from all networks
    page_passwords   how often the shared password of a private page may be tried
    standing     what a session is worth at a moment: pure, no database, no clock of its own
    middleware   asks that before any view hears who the user is
    views, urls  signing in; what an open page asks for
    aside        what must not hold up an answer: how long it takes would tell something
    adapters, forms, signals   what we change about django-allauth, which has the second factor

The plugin's apps know nothing of this: docs/plugging-in.md says what another project does instead.
"""
