"""All checks of one page: what is found, and what of it keeps the page from being published."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import Page

from ..importing.phones import PhoneBook
from ..models import ArticlePage, ConditionPage
from ..red_flags import check_for_publishing
from . import rules
from .findings import Code, Finding, Severity
from .numbers import clinic_phone_book, typed_numbers
from .parts import Part, parts_of

# Fields whose texts stand right under the title; all others have a heading of the page's own.
UNDER_TITLE = {"body"}


def lint(page: Page, *, book: PhoneBook | None = None) -> list[Finding]:
    """Return what is to be looked at on a page, the most serious first."""
    book = book or clinic_phone_book()
    parts = list(parts_of(page))
    language = page.locale.language_code if page.locale_id else ""
    found = [*_of_page(page), *(one for part in parts for one in _of_part(part, book, language))]
    found += _skipped(parts)
    return sorted(found, key=lambda one: list(Severity).index(one.severity))


def publish_problems(
    page: models.Model, *, book: PhoneBook | None = None
) -> dict[str, ValidationError]:
    """Return what must be mended before a page is published, by field, beside its block.

    The same for what belongs to no page, such as an announcement.
    """
    book = book or clinic_phone_book()
    trees: dict[Any, Any] = {}
    for part in parts_of(page):
        found = [one for one in _numbers(part, book) if one.severity == Severity.ERROR]
        if found:
            branch = trees
            for step in part.path[:-1]:
                branch = branch.setdefault(step, {})
            said = " ".join(dict.fromkeys(one.message for one in found))
            branch[part.path[-1]] = ValidationError(said, code="clinic_typed_number")
    return {name: _error(page._meta.get_field(name), tree) for name, tree in trees.items()}


def _error(field: Any, tree: Any) -> ValidationError:
    if isinstance(field, StreamField):
        return _block_error(StreamBlockValidationError, tree)
    return tree


def _block_error(kind: Any, tree: Any) -> ValidationError:
    """Return the error of a block from those inside: structs go by names, lists by numbers."""
    if isinstance(tree, ValidationError):
        return tree
    inside = {step: _block_error(_kind_of(branch), branch) for step, branch in tree.items()}
    return kind(block_errors=inside)


def _kind_of(branch: Any) -> Any:
    if isinstance(branch, dict) and all(isinstance(step, str) for step in branch):
        return StructBlockValidationError
    return ListBlockValidationError


def _of_part(part: Part, book: PhoneBook, language: str) -> Iterator[Finding]:
    if part.is_picture:
        yield from _picture(part)
        return
    yield from _numbers(part, book)
    passages = rules.passages(part.value) if part.is_rich else [rules.Passage(part.value)]
    for passage in passages:
        for found in rules.absolute_claims(passage.text, language):
            text = _("No treatment can promise this. Say what may help, and how sure that is.")
            yield _finding(Code.ABSOLUTE_CLAIM, Severity.WARNING, text, found, part)
        if not part.is_rich:
            continue
        for found in rules.unsourced_claims(passage, language):
            text = _("Which research? Refer to its source with “Source” in the toolbar.")
            yield _finding(Code.CLAIM_WITHOUT_SOURCE, Severity.WARNING, text, found, part)
        for found in rules.typed_hours(passage.text):
            text = _("If these are opening hours, let “Opening hours” show them.")
            yield _finding(Code.TYPED_HOURS, Severity.HINT, text, found, part)
        for found in rules.typed_prices(passage.text):
            text = _("If this is our price, let “Price” show it.")
            yield _finding(Code.TYPED_PRICE, Severity.HINT, text, found, part)


def _numbers(part: Part, book: PhoneBook) -> Iterator[Finding]:
    """A number of the clinic's: an error where there is a live one, here or in another text."""
    if part.is_picture:
        return
    text = " \n".join(p.text for p in rules.passages(part.value)) if part.is_rich else part.value
    for number in typed_numbers(text, book):
        named = {"number": number.raw, "names": ", ".join(fix.label for fix in number.fixes)}
        found = rules.excerpt(text, number.start, number.end)
        if number.is_replaceable and not part.is_rich:
            said = _(
                "“%(number)s” is typed, and no live number (%(names)s) can stand here. Leave it "
                "out, or put it into a text."
            )
            yield _finding(Code.TYPED_NUMBER_PLAIN, Severity.ERROR, said % named, found, part)
        elif number.is_replaceable:
            said = _("“%(number)s” is typed. Replace it by the live number (%(names)s).") % named
            finding = _finding(Code.TYPED_NUMBER, Severity.ERROR, said, found, part)
            yield replace(finding, typed=number.raw, fixes=number.fixes)
        else:
            said = _("“%(number)s” will not follow when the number changes (%(names)s).") % named
            yield _finding(Code.TYPED_NUMBER_PLAIN, Severity.WARNING, said, found, part)


def _picture(part: Part) -> Iterator[Finding]:
    picture = part.value
    if picture is None or getattr(picture, "decorative", False):
        return
    if not getattr(picture, "contextual_alt_text", ""):
        text = _("Describe the picture for people who do not see it, or mark it as decorative.")
        yield _finding(Code.NO_ALT_TEXT, Severity.WARNING, text, "", part)


def _skipped(parts: list[Part]) -> Iterator[Finding]:
    """Headings of one field belong together, in however many blocks they are."""
    fields: dict[str, list[tuple[Part, rules.Passage]]] = {}
    for part in parts:
        if part.is_rich:
            under = fields.setdefault(str(part.path[0]), [])
            under += [(part, passage) for passage in rules.passages(part.value)]
    for name, passages in fields.items():
        level = 1 if name in UNDER_TITLE else 2
        skipped = set(rules.skipped_headings([one for _part, one in passages], under=level))
        for part, passage in passages:
            if passage.tag.startswith("h") and passage.text.strip() in skipped:
                text = _("This heading leaves out a level. Use the next larger one.")
                found = passage.text.strip()
                yield _finding(Code.SKIPPED_HEADING, Severity.WARNING, text, found, part)


def _of_page(page: Page) -> Iterator[Finding]:
    if isinstance(page, ConditionPage):
        try:
            check_for_publishing(page)
        except ValidationError as error:
            said = " ".join(error.messages)
            yield Finding(Code.NO_RED_FLAGS, Severity.ERROR, said, content_path="red_flags")
    picture = getattr(page, "image", None)
    if picture is not None and not picture.description and isinstance(page, ArticlePage):
        text = _("The picture at the top has no description in the library.")
        yield Finding(Code.NO_ALT_TEXT, Severity.HINT, text, content_path="image")


def _finding(code: Code, severity: Severity, text: str, found: str, part: Part) -> Finding:
    return Finding(code, severity, text, found, part.path, part.label, part.content_path)
