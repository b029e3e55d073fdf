"""The visitor's doors: the form, the API and everything else that is open to strangers."""

import json
import unicodedata
import uuid
from dataclasses import replace
from typing import Any

from django.test import Client
from hypothesis import strategies as st

from leads.models import Lead

from .cases import Case, Pairs, answers, bytes_of, headers, posted, texts, urlencoded
from .corpus import EMAILS, NAMES, PHONES, POSTCODES
from .doors import Form, forms_in, soup_of

API = "/api/v3/consultation-requests/"
# The answers that are texts; a message may have several lines.
TYPED = {"name", "phone", "email", "topic", "message", "postcode"}
COLUMN = {"phone": "phone_typed"}


def form_of(page: Any, client: Client) -> Form:
    """The consultation form as a visitor finds it, each field with what people write into it."""
    url = page.get_url()
    found = forms_in(soup_of(client.get(url).content.decode()), url)
    form = next(form for form in found if "stamp" in form.controls)
    form.controls |= {
        "name": NAMES,
        "phone": PHONES,
        "email": ["", *EMAILS],
        "postcode": ["", *POSTCODES],
        "preferred_contact": ["any", "phone"],
        "preferred_times": ["morning", "evening"],
        "acquaintance": ["", "new", "returning"],
        "topic": ["", *NAMES],
        "message": ["", "After work.\n\nThank you!", *NAMES],
        "website": [""],
    }
    form.controls["key"] = form.controls["key"] + ["", "x" * 100]
    return form


def people(form: Form) -> st.SearchStrategy[Case]:
    """What people write, as browsers send it: nobody may be refused."""
    pairs = st.fixed_dictionaries(
        {name: st.sampled_from(values) for name, values in form.controls.items() if values}
    ).map(lambda chosen: list(chosen.items()))
    return pairs.map(
        lambda some: Case("POST", form.action, body=urlencoded(some), typed=tuple(some))
    )


def senders(form: Form) -> st.SearchStrategy[Case]:
    """The form with up to three answers spoiled, or packed wrongly."""
    sent = answers(form.controls).flatmap(lambda pairs: posted(form.action, "", pairs))
    return st.builds(lambda case, more: replace(case, headers=more), sent, headers)


def programs(form: Form) -> st.SearchStrategy[Case]:
    """What front ends send to the API: mostly nearly right, sometimes nonsense."""
    deep = st.integers(1, 4000).map(lambda depth: "[" * depth + "]" * depth)
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=5,
    )
    sent = answers(form.controls).map(_as_object).map(_without_key)
    right = sent.map(lambda value: json.dumps(value).encode())
    odd = st.tuples(sent, texts | st.sampled_from(sorted(TYPED)), anything)
    spoiled = odd.map(lambda three: json.dumps({**three[0], three[1]: three[2]}).encode())
    twice = sent.map(lambda value: json.dumps(value).replace("{", '{"name": "x", ', 1).encode())
    raw = deep.map(str.encode) | st.binary(max_size=60) | texts.map(bytes_of)
    body = right | right | spoiled | twice | raw
    types = st.sampled_from(["application/json"] * 9 + ["text/plain", "", "application/json;x=é"])
    return st.builds(
        lambda body, kind, more: Case("POST", API, "", body, kind, {**_key(), **more}),
        body,
        types,
        headers,
    )


def _key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid5(uuid.NAMESPACE_URL, "one of the cases"))}


def _as_object(pairs: Pairs) -> dict[str, Any]:
    value: dict[str, Any] = dict(pairs)
    if "preferred_times" in value:
        value["preferred_times"] = [value["preferred_times"]]
    for name in ("location", "about"):
        text = value.get(name, "")
        if text.isascii() and text.isdecimal() and len(text) < 20:
            value[name] = int(text)
    return value if value.get("about") else {k: v for k, v in value.items() if k != "about"}


def _without_key(value: dict[str, Any]) -> dict[str, Any]:
    return {name: inner for name, inner in value.items() if name != "key"}


# What is stored of it.


def kept(text: str, *, lines: bool = False) -> str:
    """What docs/inputs.md says is stored of a text: all of it that can be seen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(letter for letter in text if letter in "\t\n" or not _unseen(letter))
    return text.strip() if lines else " ".join(text.split())


def _unseen(letter: str) -> bool:
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return (
        unicodedata.category(letter) in {"Cc", "Cs"}
        or unicodedata.bidirectional(letter) in turning
        or letter in "\ufffe\uffff"
    )


def lost(lead: Lead, typed: dict[str, str]) -> list[str]:
    """The answers that are not stored as they were typed."""
    return [
        f"{name}: {text!r} became {stored!r}"
        for name, text in typed.items()
        if name in TYPED
        and (stored := getattr(lead, COLUMN.get(name, name))) != _stored(name, text)
    ]


def _stored(name: str, text: str) -> str:
    """An address is kept in small letters, so that a person who asks again is known again."""
    text = kept(text, lines=name == "message")
    return text.lower() if name == "email" else text


def typed_in(case: Case) -> dict[str, str]:
    """The texts of a case as the server reads them, by their names; {} where nobody can say."""
    if case.content_type == "application/json":
        value = json.loads(case.body)
        return {name: text for name, text in value.items() if isinstance(text, str)}
    # Half a character is no UTF-8: it is read as the sign for what cannot be read.
    return {name: bytes_of(text).decode("utf-8", "replace") for name, text in case.typed}
