"""Drawings (SVG): what is only a drawing is taken, and whatever could be more is refused."""

from io import BytesIO

import pytest

from locations.drawings import UnreadableDrawing, is_plain_drawing

NAMESPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:h="http://www.w3.org/1999/xhtml" xmlns:ev="http://www.w3.org/2001/xml-events"'
    ' xmlns:x="urn:anything"'
)
FAR = "https://elsewhere.example/a"


def is_plain(inside: str, *, before: str = "", after: str = "") -> bool:
    text = f"{before}<svg {NAMESPACES}>{inside}</svg>{after}"
    return is_plain_drawing(BytesIO(text.encode()))


ATTACKS = {
    "script": "<script>alert(1)</script>",
    "script of a page": "<h:script>alert(1)</h:script>",
    "script in words about it": "<metadata><h:script>alert(1)</h:script></metadata>",
    "script by address": f'<script href="{FAR}"/>',
    "event": '<rect onload="alert(1)"/>',
    "event in capitals": '<rect ONLOAD="alert(1)"/>',
    "event in a namespace": '<rect x:onload="alert(1)"/>',
    "handler": '<ev:listener event="load" handler="#a"/>',
    "link that runs": '<a href="javascript:alert(1)"><rect/></a>',
    "link that runs, written apart": '<use href="java&#10;script:alert(1)"/>',
    "link": f'<a xlink:href="{FAR}"><rect/></a>',
    "picture from elsewhere": f'<image xlink:href="{FAR}"/>',
    "picture as data": '<image href="data:image/svg+xml;base64,AAAA"/>',
    "picture in a filter": f'<filter><feImage href="{FAR}"/></filter>',
    "data in a link": '<use href="data:image/svg+xml;base64,AAAA#a"/>',
    "part of another file": f'<use href="{FAR}#a"/>',
    "part of a file beside it": '<use xlink:href="other.svg#a"/>',
    "pattern of another file": f'<pattern href="{FAR}#a"/>',
    "address of all links": '<g xml:base="https://elsewhere.example/"><use href="#a"/></g>',
    "page inside": "<foreignObject><p>text</p></foreignObject>",
    "frame": "<h:iframe src='https://elsewhere.example/'/>",
    "import": f"<style>@import '{FAR}';</style>",
    "font": f"<style>@font-face{{src:url({FAR})}}</style>",
    "address in a style": f"<style>.a{{fill:url({FAR}#g)}}</style>",
    "address in capitals": f"<style>.a{{fill:URL({FAR}#g)}}</style>",
    "address in an attribute": f'<rect fill="url( &quot;{FAR}&quot; )"/>',
    "address in a style of one": f'<rect style="fill:url({FAR})"/>',
    "address after a part of its own": f'<rect style="fill:url(#a);mask:url({FAR})"/>',
    "address that looks like a part": '<rect fill="url(#a/../../b.svg#c)"/>',
    "address with a space": f'<rect fill="url ({FAR})"/>',
    "escape": r"<style>.a{fill:u\72l(https://elsewhere.example/a)}</style>",
    "escape in an attribute": r'<rect fill="u\000072l(https://elsewhere.example/a)"/>',
    "comment in a word": "<style>.a{fill:u/**/rl(https://elsewhere.example/a)}</style>",
    "set of pictures": f"<style>.a{{background:image-set('{FAR}' 1x)}}</style>",
    "old set of pictures": f"<style>.a{{background:-webkit-image-set(url({FAR}) 1x)}}</style>",
    "picture by name": f"<style>.a{{background:image('{FAR}')}}</style>",
    "source by name": f"<style>.a{{background:src('{FAR}')}}</style>",
    "expression": "<style>.a{width:expression(alert(1))}</style>",
    "element in a style": f"<style>.a{{}}<g/>@import '{FAR}';</style>",
    "title in a style": f"<style><title>x</title>.a{{fill:url({FAR})}}</style>",
    "tag as text in a style": "<style><![CDATA[</style><script>alert(1)</script>]]></style>",
    "set": '<set attributeName="href" to="javascript:alert(1)"/>',
    "animation": '<animate attributeName="href" values="javascript:alert(1)"/>',
    "element of nobody": "<x:anything/>",
    "attribute of nobody": '<rect x:anything="1"/>',
    "drawing without its namespace": '<rect xmlns=""/>',
    "instruction inside": f'<?xml-stylesheet href="{FAR}"?>',
}


@pytest.mark.parametrize("inside", ATTACKS.values(), ids=ATTACKS.keys())
def test_what_runs_or_loads_or_is_not_known_is_refused(inside):
    assert not is_plain(inside)


STYLESHEET = f'<?xml-stylesheet type="text/css" href="{FAR}"?>'


def test_instructions_are_refused_before_and_after_the_drawing():
    assert not is_plain("", before=STYLESHEET)
    assert not is_plain("", before=f'<?xml version="1.0"?>{STYLESHEET}')
    assert not is_plain("", after=STYLESHEET)


UNREADABLE = {
    "entities": '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>',
    "entity of another file": f'<!DOCTYPE svg [<!ENTITY a SYSTEM "{FAR}">]><svg>&a;</svg>',
    "entity of parameters": f'<!DOCTYPE svg [<!ENTITY % a SYSTEM "{FAR}">%a;]><svg/>',
    "document type": '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg/>',
    "not closed": f"<svg {NAMESPACES}><rect>",
    "no XML": "GIF89a",
    "nothing": "",
    "unknown encoding": '<?xml version="1.0" encoding="utf-7"?><svg/>',
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_xml_or_has_a_document_type_cannot_be_read(text):
    with pytest.raises(UnreadableDrawing):
        is_plain_drawing(BytesIO(text.encode()))


def test_another_outermost_element_is_no_drawing():
    assert not is_plain_drawing(BytesIO(b'<g xmlns="http://www.w3.org/2000/svg"/>'))
    assert not is_plain_drawing(BytesIO(b'<html xmlns="http://www.w3.org/1999/xhtml"/>'))


PLAIN = {
    "shapes": '<g fill="none" stroke="#1f6154" stroke-width="2"><path d="M0 0L9 9Z"/></g>',
    "gradient": '<linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient>'
    '<rect fill="url(#g)" width="9" height="9"/><rect style="fill: url( \'#g\' )"/>',
    "style": "<style>.cls-1{fill:rgb(10,20,30);mask:url(#m)} .curly{opacity:.5}</style>",
    "style as CDATA": "<style><![CDATA[.a{fill:red}]]></style>",
    "own part": '<symbol id="a"><circle r="2"/></symbol><use href="#a"/><use xlink:href="#a"/>',
    "words": "<title>A mark</title><desc>Two &amp; more (all)</desc><text>50 @ 5 &lt; 9</text>",
    "names": '<g data-name="Layer (1)" aria-label="A &amp; B" role="img"><rect/></g>',
    "transform": '<g transform="translate(2 3) rotate(45) skewX(2)"><rect/></g>',
    "shadow": '<filter id="f"><feGaussianBlur in="SourceAlpha" stdDeviation="2"/></filter>',
    "space": '<text xml:space="preserve">a  b</text>',
}


@pytest.mark.parametrize("inside", PLAIN.values(), ids=PLAIN.keys())
def test_plain_drawing_is_taken(inside):
    assert is_plain(inside)
    assert is_plain(inside, before='<?xml version="1.0" encoding="UTF-8"?><!-- Drawn by hand -->')
