"""What a quiz page sends."""

from flask import request
from wtforms import DateField
from wtforms.validators import InputRequired

from lms.errors import Unusable
from lms.i18n import lazy
from lms.questions.answers import Answer
from lms.quizzes.answering import LONGEST_DEVICE, Given
from lms.quizzes.rules import Mode
from lms.quizzes.service import ItemView
from lms.web.forms import LARGEST, PageForm, json_object, number


class StartForm(PageForm):
    """Begin or go on, in one of the modes that can be chosen."""

    @property
    def mode(self) -> Mode:
        return Mode.CHECK if request.form.get("mode") == Mode.CHECK else Mode.PRACTICE


class FinishForm(PageForm):
    """End the attempt."""


class PauseForm(PageForm):
    """Days on which nothing comes to be reviewed, both ends among them."""

    from_on = DateField(lazy("From"), [InputRequired(lazy("Choose a day."))])
    to_on = DateField(lazy("Until"), [InputRequired(lazy("Choose a day."))])


class EndPauseForm(PageForm):
    """The pause is over."""


class AnswerForm(PageForm):
    """Answers to items of one attempt. Each name begins with the item's position and a colon: “3:chosen”."""

    @property
    def scripted(self) -> bool:
        """Whether the page's script has numbered the answers; else what is sent now is the later word."""
        return request.form.get("scripted") == "1"

    def given(self, item: ItemView) -> Given:
        """The answer to one item as the form holds it. Lines that nobody has moved are no answer."""
        answer = {name: values for name in self._names(item) if (values := self._values(item, name))}
        if answer.get("order") == item.option_order:
            del answer["order"]
        return Given(
            answer=answer,
            seq=min(number(self._one(item, "seq")) or 0, LARGEST - 1),
            device=self._one(item, "device")[:LONGEST_DEVICE],
            unsure=self._one(item, "unsure") == "1",
            seconds=number(self._one(item, "seconds")),
        )

    def moved(self, item: ItemView) -> dict[str, list[str]] | None:
        """The order after one line was moved by its button, where no script does it; None when none was pressed."""
        asked = request.form.get("move", "")
        position, _colon, rest = asked.partition(":")
        one, _colon, way = rest.rpartition(":")
        order = self._values(item, "order")
        if position != str(item.position) or one not in order:
            return None
        place = order.index(one)
        beside = place - 1 if way == "up" else place + 1
        if 0 <= beside < len(order):
            order[place], order[beside] = order[beside], order[place]
        return {"order": order}

    def _names(self, item: ItemView) -> list[str]:
        return [name for control in item.controls for name in control.names]

    def _values(self, item: ItemView, name: str) -> list[str]:
        # A form sends a line break as two characters; the page, its script and the database count one.
        sent = request.form.getlist(f"{item.position}:{name}")
        return [value.replace("\r\n", "\n") for value in sent if value.strip()]

    def _one(self, item: ItemView, name: str) -> str:
        return request.form.get(f"{item.position}:{name}", "")


def sent_by_script() -> Given:
    """An answer as JSON: {"seq": 3, "device": "…", "answer": {"chosen": ["id"]}, "unsure": false, "seconds": 12}."""
    body = json_object()
    seq, device, answer = body.get("seq"), body.get("device", ""), body.get("answer")
    unsure, seconds = body.get("unsure", False), body.get("seconds")
    if type(seq) is not int or not 0 <= seq < LARGEST:  # true is an int too
        raise Unusable("seq must be a whole number, 0 or more")
    if not isinstance(device, str) or len(device) > LONGEST_DEVICE:
        raise Unusable(f"device must be a text of at most {LONGEST_DEVICE} characters")
    if not isinstance(unsure, bool) or not (seconds is None or type(seconds) is int):
        raise Unusable("unsure must be true or false, seconds a whole number")
    return Given(_answer(answer), seq, device, unsure, seconds)


def _answer(answer: object) -> Answer:
    if not isinstance(answer, dict) or not all(
        isinstance(values, list) and all(isinstance(one, str) for one in values) for values in answer.values()
    ):
        raise Unusable("answer must be an object of lists of texts")
    return answer
