"""Publish webhooks in the admin: who is told of published content, and what came of it."""
