"""A Wagtail project that is not ours, as the plugin meets one.

It had locations, articles and leads before we came, with the names that ours have; people sign in
with an e-mail address and have a UUID; pictures are a model of its own; keys are small; there is
one language; the admin is at /cms/. `settings/alone.py` is the project without the plugin.
"""
