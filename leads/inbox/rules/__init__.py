"""Routing rules in the admin: the ordered list, the form that tries itself out, the examples.

Rules hold nothing personal. Examples and dry runs show leads, and start at `visible_to`.
"""
