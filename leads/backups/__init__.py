"""Backups of the database and of uploads, and putting them back."""
