"""Leads as rows of a file: columns, chunks of rows, CSV and XLSX, all in constant memory.

Who may have which leads is decided before: `rows.chunks_of` is handed a queryset for each chunk.
"""
