"""What a quiz page sends."""

from flask import request
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from lms.web.forms import PageForm


class StartForm(PageForm):
    """Begin or go on."""


class FinishForm(PageForm):
    """End the attempt."""


class AnswerForm(PageForm):
    """A confirmed answer. `chosen` comes once for each option chosen."""

    seq = IntegerField(validators=[Optional(), NumberRange(min=0)])

    @property
    def chosen(self) -> list[str]:
        return request.form.getlist("chosen")
