"""What a quiz page sends."""

from flask import request

from lms.web.forms import PageForm, number


class StartForm(PageForm):
    """Begin or go on."""


class FinishForm(PageForm):
    """End the attempt."""


class AnswerForm(PageForm):
    """A confirmed answer. `chosen` comes once for each option chosen."""

    @property
    def seq(self) -> int:
        """The sequence that the page's script has come to; 0 where no script runs."""
        return number(request.form.get("seq")) or 0

    @property
    def chosen(self) -> list[str]:
        return request.form.getlist("chosen")
