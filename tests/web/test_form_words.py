"""What a form says of something that it cannot read: our words in the reader's language, and how to mend it."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from wtforms.fields import DateTimeField, DecimalField, FloatField, IntegerField

from lms.i18n import Language, speaking
from lms.web.forms import PageForm

BOTH = pytest.mark.parametrize("language", list(Language))
WRITTEN = (IntegerField, DecimalField, FloatField, DateTimeField)
"""Fields that are typed and may be unreadable; dates and times are kinds of the last."""


def forms(of: type[PageForm] = PageForm) -> Iterator[type[PageForm]]:
    """Every form of the product: its application has imported them all."""
    for form in of.__subclasses__():
        yield form
        yield from forms(form)


def _kind(form: type[PageForm], name: str) -> type:
    """Which field stands under a name of a form; no field for anything else."""
    kind = getattr(getattr(form, name), "field_class", object)
    return kind if isinstance(kind, type) else object


@BOTH
def test_letters_in_a_field_for_numbers_or_days_are_answered_with_an_example(app: Flask, language: Language) -> None:
    asked = 0
    for form_class in forms():
        if not form_class.__module__.startswith("lms."):
            continue
        names = [name for name in dir(form_class) if issubclass(_kind(form_class, name), WRITTEN)]
        if not names:
            continue
        sent = dict.fromkeys(names, "three")
        with app.test_request_context(method="POST", data=sent), speaking(language):
            form = form_class()
            for name in names:
                (said,) = map(str, form[name].process_errors)
                assert re.search(r"\d", said), (form_class, name, said)
                assert language is Language.EN or not re.search("[A-Za-z]", said), (form_class, name, said)
                asked += 1
    assert asked > 15
