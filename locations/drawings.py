"""Which drawings (SVG) are only drawings: what is not known to be harmless is refused.

A browser that opens an SVG runs it like a page. So this is a list of what a drawing may hold, and
not of attacks: elements, attributes, and the functions of its styles. It refers to its own parts
and to nothing else.
"""

import re
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

SVG = "{http://www.w3.org/2000/svg}"

# No links, no pictures, no movement, no other languages inside (foreignObject).
_ELEMENTS = """
    svg g defs symbol use switch title desc style path rect circle ellipse line polyline polygon
    text tspan textPath linearGradient radialGradient stop clipPath mask pattern marker filter
    feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
    feSpotLight feTile feTurbulence
"""
_ATTRIBUTES = """
    id class style lang role tabindex focusable version baseProfile enable-background
    x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy d width height points viewBox pathLength rotate
    preserveAspectRatio transform gradientTransform patternTransform gradientUnits spreadMethod
    offset patternUnits patternContentUnits clipPathUnits maskUnits maskContentUnits mask-type
    markerWidth markerHeight markerUnits refX refY orient filterUnits primitiveUnits
    textLength lengthAdjust startOffset method spacing side media type
    in in2 result mode operator k1 k2 k3 k4 stdDeviation edgeMode values order kernelMatrix divisor
    bias targetX targetY preserveAlpha surfaceScale diffuseConstant specularConstant
    specularExponent scale xChannelSelector yChannelSelector azimuth elevation z pointsAtX
    pointsAtY pointsAtZ limitingConeAngle radius baseFrequency numOctaves seed stitchTiles
    tableValues slope intercept amplitude exponent
    alignment-baseline baseline-shift clip-path clip-rule color color-interpolation
    color-interpolation-filters color-rendering cursor direction display dominant-baseline fill
    fill-opacity fill-rule filter flood-color flood-opacity font-family font-size font-size-adjust
    font-stretch font-style font-variant font-weight image-rendering letter-spacing lighting-color
    marker marker-end marker-mid marker-start mask mix-blend-mode isolation opacity overflow
    paint-order pointer-events shape-rendering stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-anchor text-decoration text-rendering unicode-bidi vector-effect visibility word-spacing
    writing-mode
    {http://www.w3.org/XML/1998/namespace}space {http://www.w3.org/XML/1998/namespace}lang
"""
ELEMENTS, ATTRIBUTES = frozenset(_ELEMENTS.split()), frozenset(_ATTRIBUTES.split())

# Words about a drawing, which nothing reads but people and programs of theirs.
WORDS = re.compile(r"(?:aria|data)-[a-z][a-z0-9-]*")
LINKS = frozenset({"href", "{http://www.w3.org/1999/xlink}href"})
OWN_PART = re.compile(r"#[\w.:-]+")

# In styles and in the attributes that are styles, too.
_FUNCTIONS = """
    url rgb rgba hsl hsla calc var min max matrix translate translatex translatey scale scalex
    scaley rotate skewx skewy blur brightness contrast drop-shadow grayscale hue-rotate invert
    saturate sepia opacity not is nth-child first-child
"""
FUNCTIONS = frozenset(_FUNCTIONS.split())
CALL = re.compile(r"([\w-]*)\s*\(")
OWN_URL = re.compile(r"""url\(\s*(["']?)#[\w.:-]+\1\s*\)""", re.IGNORECASE)
URL = re.compile(r"url\s*\(", re.IGNORECASE)
# Escapes hide names; at-rules load things; comments and tags split words that a browser joins.
NEVER_IN_STYLES = ("\\", "@", "/*", "<", "&")


class UnreadableDrawing(ValueError):
    """No XML, or XML with a document type or entities, which browsers resolve."""


class _Suspicious(Exception):
    """Found something that is not known to be harmless; there is no need to read on."""


class _Inspector:
    """Reads a drawing from its beginning to its end, as the parser hands it over."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.style: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(SVG)
        known = tag.startswith(SVG) and name in ELEMENTS and self._belongs(name)
        if not known or not all(_is_harmless(*pair) for pair in attributes.items()):
            raise _Suspicious
        self.open.append(name)

    def _belongs(self, name: str) -> bool:
        """The outermost element is the drawing, and styles hold no elements."""
        return self.open[-1] != "style" if self.open else name == "svg"

    def data(self, text: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style.append(text)

    def end(self, tag: str) -> None:
        if self.open.pop() == "style":
            if _loads("".join(self.style)):
                raise _Suspicious
            self.style = []

    def pi(self, target: str, data: str = "") -> None:
        """An instruction such as xml-stylesheet, wherever it stands."""
        raise _Suspicious

    def close(self) -> None:
        pass


def is_plain_drawing(file: IO[bytes]) -> bool:
    """Whether an SVG can neither run nor load anything; UnreadableDrawing if it is none."""
    parser = DefusedXMLParser(target=_Inspector(), forbid_dtd=True)
    try:
        while part := file.read(65536):
            parser.feed(part)
        parser.close()
    except _Suspicious:
        return False
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableDrawing from error
    return True


def _is_harmless(name: str, value: str) -> bool:
    if name in LINKS:
        return OWN_PART.fullmatch(value.strip()) is not None
    if WORDS.fullmatch(name):
        return True
    return name in ATTRIBUTES and not _loads(value)


def _loads(style: str) -> bool:
    """Whether a style could load something, or hides what it does."""
    if any(sign in style for sign in NEVER_IN_STYLES):
        return True
    called = {name.lower() for name in CALL.findall(style)}
    return bool(called - FUNCTIONS) or len(URL.findall(style)) != len(OWN_URL.findall(style))
