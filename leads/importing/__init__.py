"""Old leads from a CSV file: its text, its lines, what its columns mean, what is wrong with a line.

Nothing here stores a lead: `leads.actions.importing` does.
"""

from locations.private import PrivateFolder

private = PrivateFolder("clinic-leads-import")
