"""WordPress exports for tests, written here from what the format says."""

import io
from collections.abc import Iterable
from itertools import count
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_numbers = count(1000)

HEAD = """<?xml version="1.0" encoding="{encoding}"?>
<!-- generator="WordPress/6.5" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/{version}/">
<channel>
<title>River Clinic</title><link>{home}</link>
<wp:wxr_version>{version}</wp:wxr_version>
<wp:base_blog_url>{home}</wp:base_blog_url>
<wp:author><wp:author_login>nora</wp:author_login>
<wp:author_display_name>{cdata}Nora Feld, LAc]]></wp:author_display_name></wp:author>
<wp:author><wp:author_login>admin</wp:author_login>
<wp:author_display_name>{cdata}admin]]></wp:author_display_name></wp:author>
"""
TAIL = "</channel>\n</rss>\n"
HOME = "https://old.example"
CDATA = "<![CDATA["


def cdata(text: str) -> str:
    """Return `text` as WordPress writes it; what would end it is split in two."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def post(content: str = "Some words about it.", **facts: Any) -> str:
    """An item of an export; names are those of the format, without their prefix."""
    number = facts.pop("id", None) or next(_numbers)
    title = facts.pop("title", f"Post {number}")
    slug = facts.pop("slug", f"post-{number}")
    inside = [
        f"<title>{title if title.startswith('<!') else escape(title)}</title>",
        f"<link>{facts.pop('link', f'{HOME}/2019/05/{slug}/')}</link>",
        f"<dc:creator>{cdata(facts.pop('author', 'nora'))}</dc:creator>",
        f'<guid isPermaLink="false">{facts.pop("guid", f"{HOME}/?p={number}")}</guid>',
        f"<content:encoded>{cdata(content)}</content:encoded>",
        f"<excerpt:encoded>{cdata(facts.pop('excerpt', ''))}</excerpt:encoded>",
        f"<wp:post_id>{number}</wp:post_id>",
        f"<wp:post_date>{facts.pop('date', '2019-05-07 09:30:00')}</wp:post_date>",
        f"<wp:post_name>{slug}</wp:post_name>",
        f"<wp:status>{facts.pop('status', 'publish')}</wp:status>",
        f"<wp:post_parent>{facts.pop('parent', 0)}</wp:post_parent>",
        f"<wp:post_type>{facts.pop('type', 'post')}</wp:post_type>",
        f"<wp:post_password>{facts.pop('password', '')}</wp:post_password>",
        *_labels("category", facts.pop("categories", ())),
        *_labels("post_tag", facts.pop("tags", ())),
        *(
            f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
            f"<wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"
            for key, value in facts.pop("meta", {}).items()
        ),
        *(
            f"<wp:comment><wp:comment_id>{order}</wp:comment_id>"
            f"<wp:comment_content>{cdata(text)}</wp:comment_content></wp:comment>"
            for order, text in enumerate(facts.pop("comments", ()))
        ),
        facts.pop("more", ""),
    ]
    assert not facts, facts
    return "\n".join(["<item>", *inside, "</item>", ""])


def _labels(kind: str, names: Iterable[str]) -> list[str]:
    return [
        f"<category domain={quoteattr(kind)} nicename={quoteattr(name.lower())}>"
        f"{cdata(name)}</category>"
        for name in names
    ]


def picture(number: int, **facts: Any) -> str:
    """An uploaded picture: ``picture(7, url="…", alt="…", excerpt="the caption")``."""
    address = facts.pop("url", f"{HOME}/uploads/{number}.jpg")
    alt = facts.pop("alt", "")
    return post(
        "",
        id=number,
        type="attachment",
        status="inherit",
        meta={"_wp_attachment_image_alt": alt},
        more=f"<wp:attachment_url>{address}</wp:attachment_url>",
        **facts,
    )


def export(*items: str, version: str = "1.2", encoding: str = "UTF-8", home: str = HOME) -> str:
    """The text of an export with these items."""
    head = HEAD.format(version=version, encoding=encoding, home=home, cdata=CDATA)
    return head + "".join(items) + TAIL


def opened(text: str | bytes) -> io.BytesIO:
    """An export as an open file."""
    return io.BytesIO(text if isinstance(text, bytes) else text.encode())
