"""Clinical review in the admin: signing, the report of what is owed, the dashboard."""
