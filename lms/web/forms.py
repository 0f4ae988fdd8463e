"""The form that all forms extend: its words in the reader's language, and a key by which a repeated send is known."""

import secrets
from collections.abc import Sequence
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.i18n import get_translations

from lms.i18n import Language, language


class PageForm(FlaskForm):  # type: ignore[misc]  # the library carries no types
    """A form on a page. `key` is made when the page is and comes back with it, so that a double click acts once."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the library carries no types
        def get_translations(self, form: object) -> Any:
            del form
            return get_translations(["zh"] if language() is Language.ZH else ["en"])

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
        """Hang what a service refused on the fields that it named, so that the page shows it in place."""
        for name, message in fields.items():
            field = self._fields.get(name)
            target: Sequence[str] = (*(field.errors if field else ()), message)
            if field is not None:
                field.errors = target
            else:
                self.form_errors.append(message)


def arrived() -> bool:
    """Whether this request sends a form."""
    return request.method == "POST"
