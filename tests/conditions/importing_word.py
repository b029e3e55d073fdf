"""Word files for tests, made from scratch: the smallest packages that Word would open."""

import io
import zipfile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)
_STYLES = (
    f'<w:styles xmlns:w="{_W}"><w:style w:type="paragraph" w:styleId="Heading1">'
    '<w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="Titel">'
    '<w:name w:val="Title"/></w:style></w:styles>'
)


def paragraph(*runs: str, style: str = "") -> str:
    """A paragraph of runs; a text that is no XML yet becomes a plain run."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    inner = "".join(one if one.startswith("<w:") else run(one) for one in runs)
    return f"<w:p>{properties}{inner}</w:p>"


def run(text: str, *, bold: bool = False) -> str:
    properties = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def word_file(*paragraphs: str, prolog: str = "", **parts: str) -> bytes:
    """A Word file with these paragraphs; `parts` are further XML files such as footnotes."""
    relations = [("styles", "styles.xml"), *((name, f"{name}.xml") for name in parts)]
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations)
    )
    main = f'<Relationship Id="m" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    body = f"<w:body>{''.join(paragraphs)}</w:body>"
    files = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(main),
        "word/_rels/document.xml.rels": _RELATIONS.format(links),
        "word/styles.xml": _STYLES,
        "word/document.xml": f'{prolog}<w:document xmlns:w="{_W}">{body}</w:document>',
        **{f"word/{name}.xml": part.replace("W_NS", _W) for name, part in parts.items()},
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return target.getvalue()
