"""Importing articles: one reader per format → one document → one writer.

``readers`` picks the reader by the file's name, ``document`` is what every reader returns,
``phones`` and ``topics`` enrich it from what the site knows, ``words`` proves that nothing was
lost, and ``writer`` is the only part that saves. See docs/importing.md.
"""

from locations.private import PrivateFolder

private = PrivateFolder("clinic-import")
