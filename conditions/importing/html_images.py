"""Pictures of a page: where they are, and which of them are none."""

from bs4.element import Tag

from .html_tree import attribute


def source_of(tag: Tag) -> str:
    """Return where a picture is: lazy pages write it elsewhere than in `src`."""
    for name in ("data-lazy-src", "data-src", "data-original", "src"):
        url = attribute(tag, name)
        if url:
            return "" if url.startswith("data:") else url[:2000]
    return ""


def is_embedded(tag: Tag) -> bool:
    """A picture inside the file itself; short ones only hold the place of one to come."""
    source = attribute(tag, "src")
    return tag.has_attr("data-embedded") or (source.startswith("data:") and len(source) > 1000)


def is_dot(tag: Tag) -> bool:
    """Say whether a picture is the dot by which somebody counts readers."""
    return {attribute(tag, "width"), attribute(tag, "height")} <= {"0", "1", "0px", "1px"} and bool(
        attribute(tag, "width")
    )
