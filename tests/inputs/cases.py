"""Requests as nobody's browser sends them: what is typed, how it is packed, where it is sent."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

from hypothesis import strategies as st

from .corpus import EMAILS, HOSTILE, NAMES, NUMBERS, PHONES, POSTCODES

URLENCODED = "application/x-www-form-urlencoded"
BOUNDARY = "clinic-boundary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"

texts = (
    st.sampled_from(HOSTILE)
    | st.sampled_from([*NAMES, *PHONES, *EMAILS, *POSTCODES])
    | st.text(max_size=60)
    | st.sampled_from(NUMBERS).map(str)
)

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    """One request, whole: everything that is put on the wire."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = URLENCODED
    headers: dict[str, str] = field(default_factory=dict)
    # What was typed into a form that is packed as browsers pack it.
    typed: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        said = f"{self.method} {self.path}?{self.query[:300]}"
        return f"{said} {self.content_type} {self.headers} {self.body[:1500]!r}"


def bytes_of(text: str) -> bytes:
    """UTF-8, and for half a character what a careless program makes of it."""
    return text.encode("utf-8", "surrogatepass")


def urlencoded(pairs: Pairs) -> bytes:
    return "&".join(
        f"{quote_plus(bytes_of(name))}={quote_plus(bytes_of(value))}" for name, value in pairs
    ).encode()


def multipart(pairs: Pairs) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode(
            "utf-8", "surrogatepass"
        )
        + bytes_of(value)
        for name, value in pairs
    ]
    return b"\r\n".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


# Ways to pack a form wrongly: from its pairs to a body and what it is said to be.
def _as_files(pairs: Pairs) -> tuple[bytes, str]:
    body = multipart(pairs).replace(b'"\r\n\r\n', b'"; filename="../a\x00.exe"\r\n\r\n')
    return body, MULTIPART


def _cut(pairs: Pairs) -> tuple[bytes, str]:
    body = multipart(pairs)
    return body[: len(body) * 2 // 3], MULTIPART


def _broken_base64(pairs: Pairs) -> tuple[bytes, str]:
    coded = b'"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return multipart(pairs).replace(b'"\r\n\r\n', coded), MULTIPART


WRONG_PACKING = [
    lambda pairs: (multipart(pairs), "multipart/form-data"),
    lambda pairs: (multipart(pairs), "multipart/form-data; boundary="),
    lambda pairs: (multipart(pairs), "multipart/form-data; boundary=" + "x" * 300),
    lambda pairs: (multipart(pairs), MULTIPART + "; charset=nonsense"),
    lambda pairs: (multipart(pairs), MULTIPART + "; charset=utf-7"),
    lambda pairs: (multipart(pairs).replace(b"name=", b"nome="), MULTIPART),
    lambda pairs: (multipart(pairs).replace(b"\r\n", b"\n"), MULTIPART),
    lambda pairs: (urlencoded(pairs), MULTIPART),
    lambda pairs: (urlencoded(pairs), "application/json"),
    lambda pairs: (urlencoded(pairs), "text/plain; charset=nonsense"),
    lambda pairs: (urlencoded(pairs), URLENCODED + "; charset=utf-16"),
    lambda pairs: (urlencoded(pairs), URLENCODED + "; charset=nonsense"),
    lambda pairs: (urlencoded(pairs), ""),
    lambda pairs: (urlencoded(pairs).replace(b"=", b"=%ff%fe%"), URLENCODED),
    lambda pairs: (b"&".join([urlencoded(pairs)] * 400), URLENCODED),
    lambda pairs: (urlencoded(pairs) + b"&x=" + b"y" * 2_700_000, URLENCODED),
    lambda pairs: (json.dumps(dict(pairs)).encode(), "application/json"),
    _as_files,
    _cut,
    _broken_base64,
]


def posted(path: str, query: str, pairs: Pairs) -> st.SearchStrategy[Case]:
    """A form on its way: packed as a browser does it seven times of eight, or wrongly."""
    browsers = [
        Case("POST", path, query, pack(pairs), kind, typed=tuple(pairs))
        for pack, kind in [(urlencoded, URLENCODED), (multipart, MULTIPART)]
    ]
    wrong = st.sampled_from(WRONG_PACKING).map(lambda pack: Case("POST", path, query, *pack(pairs)))
    return st.integers(0, 7).flatmap(lambda n: wrong if n == 7 else st.sampled_from(browsers))


@st.composite
def answers(draw: Any, controls: dict[str, list[str]]) -> Pairs:
    """What is sent of a form: up to three controls answered with something else, or left out."""
    names = sorted(controls)
    spoiled = set(draw(st.lists(st.sampled_from(names), max_size=3))) if names else set()
    pairs: Pairs = []
    for name in names:
        if name in spoiled:
            pairs += [(name, value) for value in draw(st.lists(texts, max_size=2))]
        elif controls[name]:
            pairs.append((name, draw(st.sampled_from(controls[name]))))
    return pairs


def queries(names: list[str]) -> st.SearchStrategy[str]:
    """A query string of up to four of these parameters, some of them twice."""
    pairs = st.lists(st.tuples(st.sampled_from(names), texts), max_size=4)
    broken = st.sampled_from(["%", "%zz=%ff", "&&&==", "a[]=1&a[b]=2", "=" * 50, "q=%00", "?" * 9])
    return pairs.map(lambda some: urlencoded(some).decode()) | broken


def _header_safe(text: str) -> str:
    """What a server lets through in a header: one line of Latin-1."""
    return "".join(c for c in text if c not in "\r\n\x00" and ord(c) < 256)


headers = st.dictionaries(
    st.sampled_from(
        [
            "Accept",
            "Accept-Language",
            "Accept-Encoding",
            "Cookie",
            "If-None-Match",
            "If-Modified-Since",
            "Idempotency-Key",
            "Origin",
            "Range",
            "Referer",
            "User-Agent",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Requested-With",
        ]
    ),
    texts.map(_header_safe)
    | st.sampled_from(["*/*;q=x", "es;q=9,*", 'W/"x"', 'sessionid=x; csrftoken="', "bytes=9-0"]),
    max_size=2,
)

argument_texts = texts.map(lambda text: quote(bytes_of(text)[:400], safe=""))
argument_numbers = st.integers(1, 20) | st.sampled_from(NUMBERS)
