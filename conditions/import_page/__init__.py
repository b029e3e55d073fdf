"""The admin page “Import articles”: paste or upload, look through, then drafts.

What is done is in `importing.jobs`; here is who may do it, what is asked and what is shown.
"""
