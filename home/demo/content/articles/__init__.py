"""What the demo clinic's practitioners wrote, newest first."""

from . import pain, practice

SHEETS = (*pain.SHEETS, *practice.SHEETS)
