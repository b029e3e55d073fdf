"""Shortcodes as HTML: captions, galleries, films, and the parts of page builders.

What a shortcode would show is kept: the text between its brackets, and the values that are texts.
How it would look is not.
"""

import base64
import binascii
import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from .autop import address_link
from .items import Picture
from .shortcodes import Shortcode

_MEDIA = re.compile(
    r"(?P<media>\s*(?:<a\b[^>]*>\s*)?(?:<img\b[^>]*>)+\s*(?:</a>)?)(?P<text>.*)",
    re.DOTALL | re.IGNORECASE,
)
_FILES = ("src", "url", "mp3", "mp4", "m4a", "m4v", "ogg", "ogv", "wav", "webm", "wmv", "flv")
_ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>]+|/[^\s\"'<>]*|mailto:[^\s\"'<>]+|tel:[\d+-]+")
_LINKS = ("url", "href", "link", "button_url", "button_link", "link_url", "button_one_url")
_HEADINGS = frozenset("title heading h2 h4 header question tab_title el_title block_title".split())
_TEXTS = frozenset(
    "text subtitle sub_title subheading subhead description content answer quote caption author"
    " author_name name position job_title company company_name label button_text link_text"
    " button_one_text button_two_text button_title btn_title price currency sum suffix prefix"
    " period tooltip message alt".split()
)
_BUTTON_TEXTS = ("button_text", "button_one_text", "link_text", "button_title", "btn_title")
_BUTTONS = frozenset({"btn", "vc_btn"})
RAW = frozenset({"vc_raw_html", "vc_raw_js"})
_ESCAPES = (("`{`", "["), ("`}`", "]"), ("``", '"'), ("%22", '"'), ("%91", "["), ("%93", "]"))


class ShortcodeHtml:
    """Renders shortcodes. `picture` finds a picture by its number, `pictures` those of the post."""

    def __init__(
        self, picture: Callable[[int], Picture | None], pictures: Callable[[], list[Picture]]
    ) -> None:
        self._picture = picture
        self._pictures = pictures
        self.missing_pictures = 0

    def __call__(self, code: Shortcode) -> str:
        if code.name in {"caption", "wp_caption"}:
            return _caption(code)
        if code.name == "gallery":
            return self._gallery(code)
        if code.name in {"audio", "video", "embed", "playlist", "vc_video"}:
            return self._media(code)
        if code.name in RAW:
            return _raw(code)
        return self._other(code)

    def _gallery(self, code: Shortcode) -> str:
        ids = _numbers(_first(code, ("ids", "include", "images")))
        found = self._named(ids) if ids else self._pictures()
        return _parted("".join(map(figure, found)))

    def _named(self, ids: list[int]) -> list[Picture]:
        found = [picture for number in ids if (picture := self._picture(number))]
        self.missing_pictures += len(ids) - len(found)
        return found

    def _media(self, code: Shortcode) -> str:
        if code.name == "playlist":
            return self._gallery(code)
        addresses = [code.attributes[key] for key in _FILES if code.attributes.get(key)]
        addresses += [code.attributes["link"]] if code.attributes.get("link") else []
        content = code.content.strip()
        if _ADDRESS.fullmatch(content):
            addresses, content = [content], ""
        links = "".join(address_link(html.escape(_plain(address))) for address in addresses)
        return _parted(f"{links}\n\n{_first(code, ('caption',))}\n\n{content}")

    def _other(self, code: Shortcode) -> str:
        shown, address = "".join(_shown(code)), _address(code)
        if not shown and address and code.content.strip() and _is_button(code):
            return _parted(f'<a href="{html.escape(address)}">{code.content.strip()}</a>')
        pictures = self._named_pictures(code) if code.is_of_builder else ""
        if not (shown or pictures or code.is_of_builder):
            # A word that is only marked stays in its sentence.
            return code.content
        return _parted(f"{shown}{pictures}\n\n{code.content}")

    def _named_pictures(self, code: Shortcode) -> str:
        address = _first(code, ("image", "src", "image_url"))
        if _ADDRESS.fullmatch(address):
            return figure(Picture(address, alt=code.attributes.get("alt", "")))
        numbers = _numbers(_first(code, ("image", "images", "include")))
        return "".join(map(figure, self._named(numbers)))


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\b\d{1,12}\b", text)]


def figure(picture: Picture) -> str:
    """Return a picture with its caption as HTML."""
    caption = f"<figcaption>{picture.caption}</figcaption>" if picture.caption else ""
    source, alt = html.escape(picture.url), html.escape(html.unescape(picture.alt))
    return f'<figure><img src="{source}" alt="{alt}">{caption}</figure>'


def _parted(text: str) -> str:
    return f"\n\n{text.strip()}\n\n"


def _caption(code: Shortcode) -> str:
    match = _MEDIA.fullmatch(code.content)
    media, text = (match["media"], match["text"]) if match else ("", code.content)
    said = " ".join(part for part in (_first(code, ("caption",)), text.strip()) if part)
    caption = f"<figcaption>{said}</figcaption>" if said else ""
    return _parted(f"<figure>{media.strip()}{caption}</figure>")


def _raw(code: Shortcode) -> str:
    """Visual Composer keeps HTML in base64, so that WordPress does not touch it."""
    try:
        text = unquote(base64.b64decode(re.sub(r"<[^>]*>|\s", "", code.content)).decode())
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return _parted(code.content)
    return "" if code.name == "vc_raw_js" else _parted(text)


def _shown(code: Shortcode) -> Iterator[str]:
    """Yield the values of a shortcode that a visitor would read."""
    address = _address(code)
    for key, value in code.attributes.items():
        text = _plain(value)
        if value.startswith("%5B%7B"):
            yield from _grouped(value)
        elif not re.search(r"\w", text) or _ADDRESS.fullmatch(text):
            continue
        elif address and (key in _BUTTON_TEXTS or (_is_button(code) and key in {"text", "title"})):
            yield f'<p><a href="{html.escape(address)}">{text}</a></p>'
        elif key in _HEADINGS or (key == "text" and "heading" in code.name):
            yield f"<h3>{text}</h3>"
        elif key in _TEXTS:
            yield f"<p>{text}</p>"


def _is_button(code: Shortcode) -> bool:
    return code.name in _BUTTONS or "button" in code.name


def _address(code: Shortcode) -> str:
    value = _plain(_first(code, _LINKS))
    of_builder = re.match(r"url:([^|]*)", value)
    address = unquote(of_builder[1]) if of_builder else value
    return address if _ADDRESS.fullmatch(address) else ""


def _grouped(value: str) -> Iterator[str]:
    """Yield the texts in a list of settings, which Visual Composer writes as encoded JSON."""
    try:
        groups: Any = json.loads(unquote(value))
    except ValueError:
        return
    for group in groups if isinstance(groups, list) else []:
        for key, inner in group.items() if isinstance(group, dict) else ():
            if isinstance(inner, str) and (key in _HEADINGS or key in _TEXTS):
                yield f"<p>{inner}</p>"


def _first(code: Shortcode, keys: tuple[str, ...]) -> str:
    return next((code.attributes[key] for key in keys if code.attributes.get(key)), "")


def _plain(value: str) -> str:
    for escape, character in _ESCAPES:
        value = value.replace(escape, character)
    return html.unescape(value) if "<" not in value and "&lt;" not in value else value
