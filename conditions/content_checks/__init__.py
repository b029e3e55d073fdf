"""Content checks in the editor: findings beside Wagtail's own, and the fix of a typed number."""
