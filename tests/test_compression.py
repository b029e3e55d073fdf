"""Texts travel compressed, pictures as they are, and nothing twice."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from cms.compression import CompressionMiddleware
from tests.clinic import Clinic

LONG = b"Hips and backs. " * 100


def answer(content_type: str, **headers: str) -> HttpResponse:
    request = RequestFactory(headers={"Accept-Encoding": "gzip, br"}).get("/")
    there = HttpResponse(LONG, content_type=content_type, headers=headers)
    return CompressionMiddleware(lambda _request: there)(request)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/css", "application/json"])
def test_texts_are_compressed(kind):
    found = answer(kind)
    assert found["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in found["Vary"]
    assert gzip.decompress(found.content) == LONG


@pytest.mark.parametrize("kind", ["image/avif", "application/pdf", "application/zip", "font/woff2"])
def test_what_is_compressed_by_its_kind_goes_out_as_it_is(kind):
    found = answer(kind)
    assert "Content-Encoding" not in found.headers
    assert found.content == LONG


def test_what_was_compressed_before_is_not_compressed_again():
    assert answer("text/css", **{"Content-Encoding": "br"}).content == LONG


@pytest.mark.django_db
def test_pages_and_their_style_sheet_are_small(client):
    """Without pictures and the font: what a page makes a phone load before it can be read."""
    page = Clinic().page("condition")
    packed = {"headers": {"Accept-Encoding": "gzip"}}
    urls = [page.get_url(), "/static/clinic/clinic.css"]
    answers = [client.get(url, **packed) for url in urls]
    assert all(found["Content-Encoding"] == "gzip" for found in answers)
    sent = [b"".join(found) if found.streaming else found.content for found in answers]
    assert sum(map(len, sent)) <= 30_000
