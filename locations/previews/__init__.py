"""Showing a draft to somebody without an account: a link that names one version and runs out."""
