"""What is sent about recordings, by a form or by a script."""

from typing import Any

from flask import request
from wtforms import HiddenField, StringField

from lms.errors import Unusable
from lms.i18n import lazy
from lms.web.forms import PageForm, json_object


class SayForm(PageForm):
    """A sentence at a moment of a recording, as a page without scripts sends it. moment: as a clock shows it."""

    recording = HiddenField()
    moment = StringField(lazy("At"), default="00:00")
    text = StringField(lazy("A sentence"))

    def refuse(self, fields: dict[str, str]) -> None:
        """What the service says of milliseconds is said of the moment, from which they were made."""
        super().refuse({"moment" if name == "at_ms" else name: words for name, words in fields.items()})


def sent() -> dict[str, Any]:
    """The object that a script sent, or the fields of a form."""
    return json_object() if request.is_json else dict(request.form.items())


def text(body: dict[str, Any], name: str) -> str:
    """Raises Unusable for anything but a text, where there is something."""
    value = body.get(name, "")
    if not isinstance(value, str):
        raise Unusable(f"{name} must be a text")
    return value


def key(body: dict[str, Any]) -> str:
    """The key of this sending. Raises Unusable without one."""
    found = text(body, "key")
    if not 8 <= len(found) <= 64:
        raise Unusable("key must have 8 to 64 characters")
    return found


def whole(body: dict[str, Any], name: str) -> int:
    """Raises Unusable for anything but a whole number, which a form sends as text."""
    value = body.get(name)
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 12:
        return int(value)
    if type(value) is not int:
        raise Unusable(f"{name} must be a whole number")
    return value


def yes(body: dict[str, Any], name: str) -> bool:
    """Raises Unusable for anything but yes or no."""
    value = body.get(name)
    if value in (True, "1", "yes", "true"):
        return True
    if value in (False, "0", "no", "false"):
        return False
    raise Unusable(f"{name} must be true or false")
