"""A Word file is a ZIP of XML files: opened only when it is what it should be, and no bomb."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from .document import ImportRefused

# An article has some hundred kilobytes of XML, most of it marks. Pictures are not opened.
_MOST_XML = 8_000_000
_MOST_PARTS = 2_000
_MOST_ELEMENTS = 200_000
_DEEPEST = 200

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DOCUMENT = "word/document.xml"
_RELATIONS = "_rels/.rels"
_CHECKED = (".xml", ".rels")


def parts_of(data: bytes) -> dict[str, Element]:
    """Return the XML parts of a Word file by their names; refuse what is none, and bombs."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _parts(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ImportRefused(_("this is not a whole Word file (.docx)")) from error
    except (OSError, ValueError, KeyError) as error:
        raise ImportRefused(_("this is not a whole Word file (.docx)")) from error


def _parts(package: zipfile.ZipFile) -> dict[str, Element]:
    entries = package.infolist()
    if _DOCUMENT not in {entry.filename for entry in entries}:
        raise ImportRefused(
            _("this is not a Word file (.docx); open it in Word and save it as one")
        )
    wanted = [entry for entry in entries if entry.filename.endswith(_CHECKED)]
    if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in wanted) > _MOST_XML:
        raise ImportRefused(_("the Word file unpacks to more than any article has"))
    parts = {entry.filename: _parsed(package.read(entry)) for entry in wanted}
    if sum(1 for root in parts.values() for _node in root.iter()) > _MOST_ELEMENTS:
        raise ImportRefused(_("the Word file unpacks to more than any article has"))
    if not _main_parts(parts) <= parts.keys():
        raise ImportRefused(_("this is not a whole Word file (.docx)"))
    return parts


def checked_only(data: bytes) -> io.BytesIO:
    """Return the package with nothing in it but the parts that `parts_of` has checked.

    What reads it next opens whatever part the package calls its text or its styles, with a plain
    parser: a part of another name would come past every check.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(target, "w") as checked:
        for name in dict.fromkeys(package.namelist()):
            if name.endswith(_CHECKED):
                checked.writestr(name, package.read(name))
    target.seek(0)
    return target


def _main_parts(parts: dict[str, Element]) -> set[str]:
    """Return the names of what the package calls its text."""
    relations = parts[_RELATIONS].iter() if _RELATIONS in parts else ()
    return {
        node.get("Target", "").lstrip("/")
        for node in relations
        if node.get("Type", "").endswith("/officeDocument")
    }


def _parsed(source: bytes) -> Element:
    try:
        root = fromstring(source, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ImportRefused(_("the Word file holds definitions that Word never writes")) from error
    except (ParseError, ValueError, LookupError) as error:
        raise ImportRefused(_("this is not a whole Word file (.docx)")) from error
    _refuse_depth(root)
    return root


def _refuse_depth(root: Element) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > _DEEPEST:
            raise ImportRefused(_("the Word file is nested too deeply to be an article"))
        level = [child for node in level for child in node]


def names_in(parts: dict[str, Element], *names: str) -> int:
    """Return how many elements of these names the text has."""
    return sum(_local(node) in names for node in parts[_DOCUMENT].iter() if _is_word(node.tag))


def words_of(parts: dict[str, Element]) -> str:
    """Return all words of the text and its notes, read from the XML in the plainest way."""
    texts = [parts[_DOCUMENT], *named(parts, "word/footnotes", "word/endnotes")]
    return "\n".join("".join(_pieces(root)) for root in texts)


def named(parts: dict[str, Element], *starts: str) -> list[Element]:
    """Return the parts whose names begin so, in order."""
    return [
        parts[name] for name in sorted(parts) if name.startswith(starts) and "/_rels/" not in name
    ]


def text_in(root: Element) -> str:
    """Return the words in one part, a header, a footer or the comments, in one line."""
    return " ".join("".join(_pieces(root)).split())


def deleted_in(parts: dict[str, Element]) -> str:
    """Return what was deleted with “track changes”, and moved away."""
    found = [
        "".join(piece.text or "" for piece in node.iter() if _local(piece) in {"delText", "t"})
        for node in parts[_DOCUMENT].iter()
        if _local(node) in {"del", "moveFrom"} and len(node)
    ]
    return " ".join(" ".join(found).split())


def equations_in(parts: dict[str, Element]) -> str:
    """Return the words and figures of equations, which no editor of a site can show."""
    return " ".join(node.text or "" for node in parts[_DOCUMENT].iter(f"{_MATHS}t")).strip()


def _pieces(root: Element) -> Iterable[str]:
    stack: list[Element | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        name = _local(node)
        if name == "t" and _is_word(node.tag):
            yield node.text or ""
        elif name in {"br", "cr", "tab", "ptab", "noBreakHyphen", "footnoteReference"}:
            yield " "
        if name in {"del", "moveFrom", "instrText"}:
            continue
        children = [child for child in node if not _is_choice(child, node)]
        after = " " if name in {"p", "tc"} and not _is_joined(node) else ""
        stack += [after, *reversed(children)]


def _is_choice(child: Element, parent: Element) -> bool:
    """Newer and older Word get the same text box twice; the second one counts."""
    is_choice = child.tag == f"{_COMPATIBLE}Choice"
    return is_choice and parent.find(f"{_COMPATIBLE}Fallback") is not None


def _is_joined(paragraph: Element) -> bool:
    """The mark at the end of a paragraph was deleted: the next one continues it."""
    for space in (WORD, STRICT):
        if paragraph.find(f"{space}pPr/{space}rPr/{space}del") is not None:
            return True
    return False


def _is_word(tag: object) -> bool:
    return isinstance(tag, str) and tag.startswith((WORD, STRICT))


def _local(node: Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
