"""The page cache: finished pages for strangers, answered before Django is asked.

`layer.py` wraps the WSGI application. `noting.py` says, inside Django, which answers may be kept
and until when. `generation.py` knows whether what is kept still holds. docs/operations.md tells the
owner of a site what to expect of it.
"""
