"""What people come to the demo clinic with."""

from . import head, hips, knees, rest, spine

SHEETS = (*hips.SHEETS, *knees.SHEETS, *spine.SHEETS, *head.SHEETS, *rest.SHEETS)
