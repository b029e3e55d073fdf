"""What people come to the demo clinic with."""

from . import head, hips, rest, spine

SHEETS = (*hips.SHEETS, *spine.SHEETS, *head.SHEETS, *rest.SHEETS)
