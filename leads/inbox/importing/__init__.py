"""Bringing old leads in from a CSV file: upload, columns, check, import, and what was left over."""
