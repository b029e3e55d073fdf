"""From the slices of an export to items, with a parser that trusts nobody."""

import re
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from ..document import ImportRefused
from .items import KEPT_META, Channel, Label, Place, WxrItem
from .mending import mended
from .scanning import MAX_HEAD, Slice

_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_XML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(r"<rss\b[^>]*>")
_NAMESPACES = {
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/1.2/",
}
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


class Frame:
    """What stands around the items: the encoding, the root element, the channel's own facts."""

    def __init__(self, head: bytes, *, is_all: bool) -> None:
        if head.startswith(_WIDE):
            raise ImportRefused(_("the file is UTF-16; save it as UTF-8"))
        if b"<rss" not in head or len(head) > MAX_HEAD:
            raise ImportRefused(
                _("this is no WordPress export (Tools → Export in WordPress makes one)")
            )
        declared = _DECLARATION.match(head.removeprefix(b"\xef\xbb\xbf"))
        self.encoding = _usable(declared[1].decode("ascii") if declared else "utf-8")
        text, _remarks = mended(head.removeprefix(b"\xef\xbb\xbf"), self.encoding)
        _refuse_dtd(text)
        root = _ROOT.search(_XML_COMMENT.sub("", text))
        if root is None:
            raise ImportRefused(_("this is no WordPress export: its first element is another"))
        self.opening = _with_namespaces(" ".join(root[0].split())) + "<channel>"
        self.closing = "</channel></rss>"
        closing = "" if is_all else self.closing
        self.channel = _channel(self._channel_element(_without_declaration(text) + closing))

    def _channel_element(self, text: str) -> Element:
        """Return the channel with what stands before its items."""
        root = parsed(text, place=Place(0, 1, 1), skip=0)
        found = root.find("channel")
        if found is None:
            raise ImportRefused(_("this is no WordPress export: it has no channel"))
        return found

    def check(self, piece: Slice) -> None:
        """Refuse what stands between two items, or after the last one, if it is broken."""
        if piece.data.strip() or piece.is_last or piece.too_large:
            closing = "" if piece.is_last else self.closing
            text, _remarks = mended(piece.data, self.encoding)
            parsed(f"{self.opening}{text}{closing}", place=piece.place, skip=len(self.opening))

    def item(self, piece: Slice) -> WxrItem:
        """Return the item in `piece`; raise ImportRefused with line and column if it is broken."""
        if piece.too_large:
            return WxrItem(piece.place, piece.end, too_large=True, comments=piece.comments)
        try:
            text, remarks = mended(piece.data, self.encoding)
        except ImportRefused as refusal:
            raise ImportRefused(_at(piece.place, str(refusal))) from refusal
        closing = self.closing if piece.is_complete else ""
        root = parsed(f"{self.opening}{text}{closing}", place=piece.place, skip=len(self.opening))
        return _item(root[0][0], piece, remarks)


def parsed(text: str, *, place: Place, skip: int) -> Element:
    """Return the element in `text`, of which all but `skip` characters stand at `place`."""
    parser = DefusedXMLParser(forbid_dtd=True)
    try:
        parser.feed(text)
        return parser.close()
    except DefusedXmlException as error:
        raise ImportRefused(_dtd_refusal()) from error
    except ParseError as error:
        line, column = error.position
        if line == 1:
            column += place.column - 1 - skip
        found = Place(0, place.line + line - 1, max(column, 0) + 1)
        why = str(error).split(":")[0]
        raise ImportRefused(_at(found, _("the XML is broken (%(why)s)") % {"why": why})) from error


def _at(place: Place, what: str) -> str:
    return _(
        "%(what)s in line %(line)d, column %(column)d; export the site again, or mend the file"
    ) % {"what": what, "line": place.line, "column": place.column}


def _usable(encoding: str) -> str:
    try:
        if "<item>".encode(encoding) == b"<item>":
            return encoding
    except LookupError:
        pass
    raise ImportRefused(
        _("the encoding “%(name)s” cannot be read; save the file as UTF-8") % {"name": encoding}
    )


def _refuse_dtd(text: str) -> None:
    """No export has a document type; it is where entity bombs and foreign files come from."""
    if re.search(r"<!(?:DOCTYPE|ENTITY)\b", _XML_COMMENT.sub("", text)[:100_000]):
        raise ImportRefused(_dtd_refusal())


def _dtd_refusal() -> str:
    return _("the file defines XML entities or a document type, which no WordPress export does")


def _without_declaration(text: str) -> str:
    """The text is decoded already, so its declared encoding would mislead the parser."""
    match = re.match(r"\s*<\?xml\b[^>]*\?>", text)
    return " " * match.end() + text[match.end() :] if match else text


def _with_namespaces(root: str) -> str:
    missing = [
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in _NAMESPACES.items()
        if f"xmlns:{prefix}=" not in root
    ]
    return f"{root.removesuffix('>')}{''.join(missing)}>"


def _local(element: Element) -> str:
    """Return the name of an element with the prefix that all versions of the format share."""
    uri, _brace, name = element.tag.removeprefix("{").rpartition("}")
    if "/export/" in uri:
        return f"excerpt:{name}" if uri.rstrip("/").endswith("excerpt") else f"wp:{name}"
    prefix = next((prefix for prefix, known in _NAMESPACES.items() if known == uri), "")
    return f"{prefix}:{name}" if prefix else name


def _texts(element: Element) -> dict[str, str]:
    """Return the text of each child by its name; of two with one name the first counts."""
    found: dict[str, str] = {}
    for child in element:
        found.setdefault(_local(child), (child.text or ""))
    return found


def _channel(element: Element) -> Channel:
    authors = {}
    for child in element:
        if _local(child) == "wp:author":
            facts = _texts(child)
            login = facts.get("wp:author_login", "").strip()
            authors[login] = _author_name(facts) or login
    facts = _texts(element)
    return Channel(
        title=facts.get("title", "").strip(),
        url=(facts.get("wp:base_blog_url") or facts.get("link", "")).strip(),
        version=facts.get("wp:wxr_version", "").strip(),
        authors=authors,
    )


def _author_name(facts: dict[str, str]) -> str:
    shown = facts.get("wp:author_display_name", "").strip()
    names = (facts.get("wp:author_first_name", ""), facts.get("wp:author_last_name", ""))
    full = " ".join(" ".join(names).split())
    # A display name of one word is a login or a nickname; the full name says more.
    return full if full and " " not in shown else shown


def _item(element: Element, piece: Slice, remarks: list[str]) -> WxrItem:
    facts = _texts(element)

    def fact(name: str) -> str:
        return facts.get(name, "").strip()

    return WxrItem(
        place=piece.place,
        end=piece.end,
        id=_number(fact("wp:post_id")),
        type=fact("wp:post_type") or "post",
        status=fact("wp:status") or "publish",
        title=fact("title"),
        content=facts.get("content:encoded", ""),
        excerpt=fact("excerpt:encoded"),
        author=fact("dc:creator"),
        link=fact("link"),
        guid=fact("guid"),
        slug=fact("wp:post_name"),
        parent=_number(fact("wp:post_parent")),
        published=_date(fact("wp:post_date")) or _date(fact("wp:post_date_gmt")),
        has_password=bool(fact("wp:post_password")),
        labels=tuple(_labels(element)),
        meta=_meta(element),
        attachment_url=fact("wp:attachment_url"),
        comments=piece.comments,
        remarks=tuple(remarks),
    )


def _labels(element: Element) -> list[Label]:
    found = [
        Label(
            kind=child.get("domain", "category"),
            name=" ".join((child.text or "").split()),
            slug=child.get("nicename", ""),
        )
        for child in element
        if _local(child) == "category" and (child.text or "").strip()
    ]
    # Before version 1.1 each was written twice, with its short name and without.
    return list({(label.kind, label.name): label for label in found}.values())


def _meta(element: Element) -> dict[str, str]:
    found = {}
    for child in element:
        if _local(child) == "wp:postmeta":
            facts = _texts(child)
            key = facts.get("wp:meta_key", "").strip()
            if key in KEPT_META:
                found[key] = facts.get("wp:meta_value", "")
    return found


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,18}", text) else 0


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if found.year > 1970 else None
