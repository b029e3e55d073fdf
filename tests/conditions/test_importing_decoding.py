"""From bytes to text: what can be read is, what cannot is refused with a reason."""

import os

import pytest

from conditions.importing import decoding
from conditions.importing.document import ImportRefused

GERMAN = "Über die Schultern\n\nEs zieht – und zwar „täglich“.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_usual_encodings(encoding):
    assert decoding.decode(GERMAN.encode(encoding)) == GERMAN


def test_letters_of_two_characters_become_one():
    assert decoding.decode("Ü".encode()) == "Ü"


def test_invisible_marks_are_removed():
    assert decoding.decode("Acu\u00adpuncture\u200b\ufeff".encode()) == "Acupuncture"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        ("\u00a0\u200b\n".encode(), "empty"),
        (b"%PDF-1.7 text", "PDF"),
        (b"PK\x03\x04rest", "Word"),
        (b"{\\rtf1 Hello}", "RTF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"<!DOCTYPE html>\n<p>Hello</p>", "web page"),
        (b"Hello\x00world", "UTF-16"),
        ("Hello world".encode("utf-16-le"), "UTF-16"),
        (b"Hello\x07world", "control characters"),
        ("Hello".encode("utf-16") + b"\x00", "encoding"),
        (b"Title\n\nA line\n\xff\xfe\xfd\xfc", "line 4"),
        (b"Some \x81 text", "line 1"),
        ("Привет, мир".encode("cp1251"), "encoding"),
        ("A good text with one ’ in UTF-8".encode() + b" and \xe9 not", "encoding"),
    ],
)
def test_other_bytes_are_refused_with_the_reason(data, said):
    with pytest.raises(ImportRefused, match=said):
        decoding.decode(data)


@pytest.mark.parametrize("text", ["donâ€™t", "CafÃ©", "caf\ufffd"])
def test_text_that_was_garbled_before_is_noticed(text):
    assert decoding.is_garbled(text)


@pytest.mark.parametrize("text", ["don’t", "Café", "São Paulo", "SÃO PAULO", "Âge"])
def test_letters_with_accents_are_not_garbled(text):
    assert not decoding.is_garbled(text)


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(ImportRefused, match="no such file"):
        decoding.read_bytes(tmp_path / "missing.txt")


def test_folder_is_refused(tmp_path):
    with pytest.raises(ImportRefused, match="folder"):
        decoding.read_bytes(tmp_path)


def test_device_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ImportRefused, match="not a regular file"):
        decoding.read_bytes(tmp_path / "pipe.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_file_without_permission_is_refused(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("words")
    path.chmod(0)
    with pytest.raises(ImportRefused, match="cannot be read"):
        decoding.read_bytes(path)


def test_file_over_the_limit_is_refused_and_one_below_is_not(tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"a" * decoding.MAX_BYTES)
    assert len(decoding.read_bytes(path)) == decoding.MAX_BYTES
    path.write_bytes(b"a" * (decoding.MAX_BYTES + 1))
    with pytest.raises(ImportRefused, match="larger than"):
        decoding.read_bytes(path)
