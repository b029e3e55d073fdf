"""An export as a whole: its items one after the other, from any place, and what it holds."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from .items import IMAGE_ALT, Channel, Picture, WxrItem
from .parsing import Frame
from .scanning import head_of, slices

Progress = Callable[[int], None]


@dataclass(slots=True)
class Survey:
    """What was found on a first reading: enough to show, and to find pictures again.

    Plain numbers only, of which a file of 100 MB has some thousands: it can be kept between two
    steps of an import (`as_json`, `from_json`).
    """

    size: int = 0
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)  # type and status
    comments: int = 0
    pictures: dict[int, int] = field(default_factory=dict)  # id → byte
    pictures_of: dict[int, list[int]] = field(default_factory=dict)  # post → bytes
    reusable: dict[int, int] = field(default_factory=dict)  # id → byte

    def note(self, item: WxrItem) -> None:
        self.kinds[item.type, item.status] += 1
        self.comments += item.comments
        if item.type == "attachment":
            self.pictures[item.id] = item.place.start
            if item.parent:
                self.pictures_of.setdefault(item.parent, []).append(item.place.start)
        elif item.type == "wp_block":
            self.reusable[item.id] = item.place.start

    def as_json(self) -> dict[str, Any]:
        return {
            "size": self.size,
            "kinds": [[*kind, count] for kind, count in sorted(self.kinds.items())],
            "comments": self.comments,
            "pictures": list(self.pictures.items()),
            "pictures_of": list(self.pictures_of.items()),
            "reusable": list(self.reusable.items()),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Survey":
        return cls(
            size=kept["size"],
            kinds=Counter({(kind, status): count for kind, status, count in kept["kinds"]}),
            comments=kept["comments"],
            pictures=dict(kept["pictures"]),
            pictures_of=dict(kept["pictures_of"]),
            reusable=dict(kept["reusable"]),
        )


class Export:
    """A WordPress export that is open for reading.

    `file` is any binary file that can be read from any place. Only one item at a time is in
    memory. Raises ImportRefused when it is no export.
    """

    def __init__(self, file: BinaryIO, survey: Survey | None = None) -> None:
        self._file = file
        head = head_of(file)
        self.size = file.seek(0, 2)
        self._frame = Frame(head, is_all=len(head) == self.size)
        self._first = len(head)
        self._survey = survey

    @property
    def channel(self) -> Channel:
        return self._frame.channel

    def items(self, *, start: int = 0) -> Iterator[WxrItem]:
        """Yield the items from byte `start` on, 0 or the `end` of another item.

        Raises ImportRefused, with line and column, where the file is broken.
        """
        if self._first == self.size:
            return  # the head is all there is, and it was read already
        for piece in slices(self._file, start=max(start, self._first)):
            if piece.is_item:
                yield self._frame.item(piece)
            else:
                self._frame.check(piece)

    def survey(self, progress: Progress = lambda done: None) -> Survey:
        """Read all of the file once. Raises ImportRefused when any of it is broken.

        The result is kept, so that an import after it finds pictures and reusable blocks.
        """
        if self._survey is None:
            survey = Survey(size=self.size)
            for item in self.items():
                survey.note(item)
                progress(item.end)
            self._survey = survey
        return self._survey

    def picture(self, picture_id: int) -> Picture | None:
        """Return the picture with this id in WordPress, if it is in the file."""
        start = self.survey().pictures.get(picture_id)
        return None if start is None else self._picture_at(start)

    def pictures_of(self, item_id: int) -> list[Picture]:
        """Return the pictures that were uploaded for a post, as an empty gallery shows them."""
        return [self._picture_at(start) for start in self.survey().pictures_of.get(item_id, [])]

    def reusable(self, block_id: int) -> str | None:
        """Return the content of a reusable block, if it is in the file."""
        start = self.survey().reusable.get(block_id)
        return None if start is None else self._item_at(start).content

    def _picture_at(self, start: int) -> Picture:
        item = self._item_at(start)
        return Picture(
            url=item.attachment_url or item.guid,
            alt=item.meta.get(IMAGE_ALT, ""),
            caption=item.excerpt,
        )

    def _item_at(self, start: int) -> WxrItem:
        return next(
            self._frame.item(piece) for piece in slices(self._file, start=start) if piece.is_item
        )
