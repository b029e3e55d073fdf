"""Taking leads away as a file: the page that asks what, the file, its progress, past exports."""
