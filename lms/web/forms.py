"""What comes in: the form that all forms extend, the objects that scripts send, and whole numbers in either.

A number that no column holds is refused here, so that no view has to think of it.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.i18n import get_translations

from lms.errors import Refusal, Unusable
from lms.i18n import language, lazy

LARGEST = 2**31 - 1  # what an integer column holds on PostgreSQL
LATEST = 2**42  # milliseconds since 1970: in the year 2109
# By what the library says of a field that it cannot read: how that is written. Its own words say only that it is wrong.
MENDED = {
    "Not a valid integer value.": lazy("Write a whole number in digits, as in 3."),
    "Not a valid date value.": lazy("Write a date, as in 2026-11-24."),
    "Not a valid datetime value.": lazy("Write day and time, as in 2026-11-24 09:30."),
    "Not a valid time value.": lazy("Write a time, as in 09:30."),
    "This field is required.": lazy("This is still empty; fill it in."),
}


class Translations:
    """What the forms' library says, in the language of whoever reads it: in our words where we have any."""

    def __init__(self) -> None:
        self._library = get_translations([language().key])

    def gettext(self, message: str) -> str:
        return str(MENDED[message]) if message in MENDED else str(self._library.gettext(message))

    def ngettext(self, one: str, many: str, count: int) -> str:
        return str(self._library.ngettext(one, many, count))


class PageForm(FlaskForm):  # type: ignore[misc]  # the library carries no types
    """A form on a page. `key` is made when the page is and comes back with it, so that a double click acts once."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the library carries no types
        def get_translations(self, form: object) -> Translations:
            del form
            return Translations()

    key = HiddenField(default=lambda: secrets.token_urlsafe(18))

    @property
    def once_key(self) -> str:
        """The key of this sending, at most 64 characters."""
        return str(self.key.data or secrets.token_urlsafe(18))[:64]

    def body(self, *without: str) -> dict[str, Any]:
        """What was sent, as `once` compares it."""
        left_out = {"key", "csrf_token", *without}
        return {name: value for name, value in self.data.items() if name not in left_out}

    def refuse(self, fields: dict[str, str]) -> None:
        """Hang what a service refused on the fields that it named, so that the page shows it in place.

        The form that comes back has a key of its own: what is sent with it is another sending.
        """
        self.key.data = secrets.token_urlsafe(18)
        for name, message in fields.items():
            field = self._fields.get(name)
            target: Sequence[str] = (*(field.errors if field else ()), message)
            if field is not None:
                field.errors = target
            else:
                self.form_errors.append(message)

    def tell(self, refused: Refusal) -> None:
        """Say why a service refused: on the fields that it named, else above them all."""
        self.refuse((refused.fields if isinstance(refused, Unusable) else {}) or {"": str(refused)})


def number(text: str | None) -> int | None:
    """The whole number that a text from outside holds; None for anything else, and for one larger than any id."""
    if not text or not text.isdecimal() or len(text) > len(str(LARGEST)) or int(text) > LARGEST:
        return None
    return int(text)


def json_object() -> dict[str, Any]:
    """The object that a script sent. A value whose name ends in `_at` is a moment in milliseconds since 1970.

    Raises Unusable for what is no object, and for a number or a text in it that a column cannot hold.
    """
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        body = None
    if not isinstance(body, dict):
        raise Unusable("the body must be a JSON object")
    waiting: list[tuple[str, object]] = [("", body)]
    while waiting:  # a loop, for a body may be nested deeper than calls may
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(pair for key, one in value.items() for pair in ((key, one), ("a name", key)))
        elif isinstance(value, list):
            waiting.extend((name, one) for one in value)
        elif isinstance(value, str) and any(one == "\0" or "\ud800" <= one <= "\udfff" for one in value):
            raise Unusable(f"{name} holds a character that cannot be kept")
        elif isinstance(value, int | float) and not abs(value) <= (LATEST if name.endswith("_at") else LARGEST):
            raise Unusable(f"{name} is too large a number")
    return body
