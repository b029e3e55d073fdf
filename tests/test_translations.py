"""Spanish is complete, and every catalogue fits its source: docs/languages.md says how to mend it.

The strings are read from the source here, without GNU gettext: a machine without it tests as much.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation.template import templatize

APPS = ("locations", "conditions", "leads", "home", "cms")
# What the catalogue of an app covers besides the app's own folder.
ALSO = {"cms": ("templates",)}
COMPLETE = "es"
CHECK_FIRST = ("hmn", "so")  # languages that no native speaker has checked yet

# Names of gettext's functions, without “_lazy”, and which arguments are: context, singular, plural.
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
Key = tuple[str | None, str, str]

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
NUMBER = re.compile(r"\d+(?:[-./]\d+)*")


def catalogues() -> list[Path]:
    root = settings.BASE_DIR
    return sorted(path for app in APPS for path in root.glob(f"{app}/locale/*/LC_MESSAGES/*.po"))


def name_of(path: Path) -> str:
    return "-".join((path.parts[-5], path.parts[-3]))


def language_of(path: Path) -> str:
    return path.parts[-3]


@cache
def entries_of(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def forms_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def marked(tree: ast.AST) -> Iterator[Key]:
    """Yield what calls of gettext's functions in `tree` mark for translation."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
        name = (called.id if isinstance(called, ast.Name) else str(called)).removesuffix("_lazy")
        if name not in CALLS:
            continue
        words = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
        context, one, many = (None if at is None else words[at] for at in CALLS[name])
        if isinstance(one, str):
            yield context, one, many or ""


def marked_in_template(source: str) -> Iterator[Key]:
    """Yield what a template marks; Django makes calls of Python from it, amid crossed-out text."""
    calls = templatize(source)
    for start in re.finditer(rf"\b(?:{'|'.join(CALLS)})\(", calls):
        ends = (end.end() for end in re.finditer(r"\)", calls[start.start() :]))
        for end in ends:
            try:
                tree = ast.parse(calls[start.start() : start.start() + end])
            except SyntaxError:
                continue  # a bracket within the words
            yield from marked(tree)
            break


@cache
def strings_of(app: str) -> frozenset[Key]:
    found: set[Key] = set()
    for folder in (app, *ALSO.get(app, ())):
        for path in (settings.BASE_DIR / folder).rglob("*"):
            if path.suffix == ".py":
                source = path.read_text()
                if "gettext" in source:
                    found.update(marked(ast.parse(source)))
            elif path.suffix in {".html", ".txt", ".xml", ".md"}:
                source = path.read_text()
                if "trans" in source or "_(" in source:
                    found.update(marked_in_template(source))
    return frozenset(found)


def of_place(pattern: re.Pattern, text: str) -> Counter:
    return Counter(pattern.findall(text))


def test_strings_are_found_in_python_and_in_templates():
    python = 'x = [_("a" "b"), ngettext_lazy("%d c", "%d cs", n), trans.pgettext("d", "e"), _(f)]'
    assert set(marked(ast.parse(python))) == {
        (None, "ab", ""),
        (None, "%d c", "%d cs"),
        ("d", "e", ""),
    }
    template = (
        '{% load i18n %}It’s <b>{% translate "Call (now)" context "d" %}</b>{{ _("it\'s") }}'
        "{% blocktranslate count n=n trimmed %}\n {{ n }} day {% plural %} {{ n }} days\n"
        "{% endblocktranslate %}"
    )
    assert set(marked_in_template(template)) == {
        ("d", "Call (now)", ""),
        (None, "it's", ""),
        (None, "%(n)s day", "%(n)s days"),
    }


@pytest.mark.parametrize("app", APPS)
def test_every_string_is_in_the_spanish_catalogue(app):
    path = settings.BASE_DIR / app / "locale" / COMPLETE / "LC_MESSAGES" / "django.po"
    strings = strings_of(app)
    assert strings, "nothing was read"
    # A string with a plural is one entry, even where its singular is also used alone.
    known = {key_of(entry) for entry in entries_of(path)}
    known |= {(context, one, "") for context, one, _many in known}
    # If makemessages does not find it: is it marked within an f-string? Take it out of there.
    assert not strings - known, "run makemessages, translate, run compilemessages"


@pytest.mark.parametrize("path", catalogues(), ids=name_of)
def test_no_catalogue_holds_what_the_source_no_longer_says(path):
    assert not {key_of(entry) for entry in entries_of(path)} - strings_of(path.parts[-5])


@pytest.mark.parametrize("path", catalogues(), ids=name_of)
def test_nothing_is_guessed_or_left_open(path):
    assert [entry.msgid for entry in entries_of(path) if entry.fuzzy] == []
    if language_of(path) == COMPLETE:
        assert [entry.msgid for entry in entries_of(path) if not all(forms_of(entry))] == []


@pytest.mark.parametrize("path", catalogues(), ids=name_of)
def test_translations_keep_what_is_not_language(path):
    """Placeholders, tags, numbers such as 911, unbreakable spaces, and spaces at either end."""
    wrong = []
    for entry in entries_of(path):
        for number, text in enumerate(forms_of(entry)):
            if not text:
                continue
            source = entry.msgid_plural if entry.msgid_plural and number else entry.msgid
            alike = [of_place(kind, source) == of_place(kind, text) for kind in (PLACEHOLDER, TAG)]
            alike += [
                of_place(NUMBER, source) == of_place(NUMBER, text),
                source.count("\N{NO-BREAK SPACE}") == text.count("\N{NO-BREAK SPACE}"),
                source[:1].isspace() == text[:1].isspace(),
                source[-1:].isspace() == text[-1:].isspace(),
            ]
            if not all(alike):
                wrong.append((source, text))
    assert wrong == []


@pytest.mark.parametrize("path", catalogues(), ids=name_of)
def test_the_compiled_catalogue_is_up_to_date(path):
    compiled = {key_of(entry): forms_of(entry) for entry in polib.mofile(str(path)[:-2] + "mo")}
    written = {key_of(entry): forms_of(entry) for entry in entries_of(path) if all(forms_of(entry))}
    assert compiled == written, "run compilemessages"


@pytest.mark.parametrize(
    "path", [path for path in catalogues() if language_of(path) in CHECK_FIRST], ids=name_of
)
def test_an_unchecked_catalogue_says_so(path):
    assert "native speaker" in polib.pofile(str(path)).header
