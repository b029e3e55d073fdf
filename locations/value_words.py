"""What is wrong with a value that a program sent, in words of the active language.

The codes are those of pydantic, which checks it. Fields that people fill in have better words of
their own; these are for what a front end got wrong.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

# Code → sentence, filled in with what pydantic knows of the limit.
WORDS: dict[str, Callable[[], str]] = {
    "missing": lambda: _("This is missing."),
    "extra_forbidden": lambda: _("This is not known here."),
    "string_type": lambda: _("Send this as text."),
    "string_unicode": lambda: _("This text has characters that do not exist."),
    "string_too_long": lambda: _("Send at most {max_length} characters."),
    "string_too_short": lambda: _("Send at least {min_length} characters."),
    "list_type": lambda: _("Send this as a list."),
    "too_long": lambda: _("Send at most {max_length} of these."),
    "int_type": lambda: _("Send this as a whole number."),
    "int_parsing": lambda: _("Send this as a whole number."),
    "int_from_float": lambda: _("Send this as a whole number."),
    "int_parsing_size": lambda: _("This number is too large."),
    "bool_type": lambda: _("Send true or false."),
    "bool_parsing": lambda: _("Send true or false."),
    "greater_than_equal": lambda: _("Send at least {ge}."),
    "greater_than": lambda: _("Send more than {gt}."),
    "less_than_equal": lambda: _("Send at most {le}."),
    "less_than": lambda: _("Send less than {lt}."),
    "literal_error": lambda: _("Send one of these: {expected}."),
    "enum": lambda: _("Send one of these: {expected}."),
    "model_attributes_type": lambda: _("Send this as an object."),
    "model_type": lambda: _("Send this as an object."),
    "dict_type": lambda: _("Send this as an object."),
}


def words_for(error: Mapping[str, Any]) -> str:
    """Return the sentence for an error of pydantic; a general one for codes that have none."""
    sentence = WORDS.get(str(error["type"]))
    if sentence is None:
        return _("This value cannot be used.")
    return sentence().format_map(error.get("ctx") or {})
