"""Faults on purpose: what a visitor was told is compared with what is left (docs/reliability.md).

`history` is what visitors know, `checker` compares it with the database and the mailboxes,
`clinic` is the site that is hurt, and each other module is one kind of fault.
"""
