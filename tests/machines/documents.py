"""How the tests read what machines read: the graph of a page, and its words."""

import json
import re
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from locations.schema import dangling

Node = dict[str, Any]


def graph_of(soup: BeautifulSoup) -> list[Node]:
    """The nodes of the one data block of a page, all of whose links lead somewhere."""
    blocks = soup.find_all("script", type="application/ld+json")
    assert len(blocks) == 1
    document = json.loads(blocks[0].string)
    assert document["@context"] == "https://schema.org"
    assert not dangling(document)
    return document["@graph"]


def the(nodes: list[Node], kind: str, **facts: Any) -> Node:
    """The only node of a type, among those with these facts."""
    found = [node for node in nodes if kind in kinds(node) and facts.items() <= node.items()]
    assert len(found) == 1, (kind, found)
    return found[0]


def kinds(node: Node) -> list[str]:
    kind = node["@type"]
    return kind if isinstance(kind, list) else [kind]


def words(text: str) -> list[str]:
    """The words and figures of a text, whatever stands between them."""
    return re.findall(r"\w+", text)


def words_on_screen(soup: BeautifulSoup) -> list[str]:
    """What a page says, without what a visitor does there."""
    main = BeautifulSoup(str(soup.main), "html.parser")
    for tag in main.select("nav, form, script, button, .jump, [aria-hidden=true]"):
        tag.decompose()
    return words(main.get_text(" "))


def words_of_markdown(text: str) -> list[str]:
    """What a Markdown text says: without addresses and the words for pictures."""
    shown = re.sub(r"!\[[^\]]*\]\([^)]*\)", " ", text)
    shown = re.sub(r"(?<!\\)\]\([^)]*\)", " ", shown)
    shown = re.sub(r"^\s*\d+\. ", "", shown, flags=re.MULTILINE)  # the numbers of a list
    return words(re.sub(r"\\(.)", r"\1", shown))


def body_of_twin(text: str) -> str:
    """A twin without its front matter and the foot that every twin has."""
    _before, _facts, content = text.split("---\n", 2)
    return content.rpartition("\n---\n")[0]


def markdown_at(client: Client, url: str, **headers: str) -> str:
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200, url
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    return answer.content.decode()
