"""The clinical part of the API: what pages tell beside their fields, articles, and the search."""
