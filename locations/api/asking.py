"""What may be asked for in an address, wherever it is asked."""

from typing import TYPE_CHECKING, Literal

from wagtail.coreutils import get_content_languages

# The languages of the pages: another one is a mistake, which the answer must say.
if TYPE_CHECKING:
    Language = str
else:
    Language = Literal[tuple(get_content_languages())]
