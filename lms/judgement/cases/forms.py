"""What the pages of a case send. No field is filled beforehand: what is decided is typed by whoever decides."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import DateField, Field, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from lms.i18n import lazy
from lms.judgement.cases.deciding import PROMISES, TEACHES, CaseDeciding, Teaching
from lms.judgement.decisions.service import LONGEST, Kind
from lms.judgement.wording import kind_of_decision
from lms.web.forms import PageForm, number


def _of_teaching() -> dict[str, Field]:
    """What is asked of an outcome that teaches, made anew for each."""
    return {
        "by": SelectField(lazy("Who teaches"), validators=[Optional()], default=""),
        "shows": IntegerField(
            lazy("Shows"), validators=[Optional()], invalid_value_message=lazy("How many shows, in digits, as in 2.")
        ),
        "tries": IntegerField(
            lazy("Tries"), validators=[Optional()], invalid_value_message=lazy("How many tries, in digits, as in 3.")
        ),
        "due_on": DateField(lazy("Until"), validators=[Optional()]),
    }


class CaseForm(PageForm):
    """A decision on a case. The fields of teaching are hung on below, once for each outcome that teaches."""

    kind = RadioField(lazy("What is decided"), validators=[InputRequired(lazy("Choose what is decided."))])
    other_post_post = StringField(lazy("Which post"), validators=[Optional(), Length(max=80)])
    other_post_skill = SelectField(lazy("Taught for it"), validators=[Optional()], default="")
    until_on = DateField(lazy("Observe until"), validators=[Optional()])
    reason = TextAreaField(lazy("Your reason"), validators=[InputRequired()])
    said = TextAreaField(lazy("What the trainee reads"), validators=[InputRequired()])

    def offer(self, trainers: Sequence[tuple[int, str]], skills: Sequence[tuple[str, str]]) -> None:
        """Fill in the choices in the language of this request. skills: of the person's path."""
        self.kind.choices = [(kind.value, kind_of_decision(kind)) for kind in Kind]
        nobody = ("", str(lazy("Choose")))
        for kind in TEACHES:
            self[f"{kind}_by"].choices = [nobody, *((str(person), name) for person, name in trainers)]
        self.other_post_skill.choices = [("", str(lazy("Choose"))), *skills]

    def deciding(self, skill: str) -> CaseDeciding:
        """What was sent, once it was found sound. Only what belongs to the outcome is read."""
        kind = Kind(self.kind.data)
        return CaseDeciding(
            kind=kind,
            reason=self.reason.data or "",
            said=self.said.data or "",
            until_on=self.until_on.data if kind is Kind.OBSERVE else None,
            teaching=self._teaching(kind, skill) if kind in TEACHES else None,
            post=(self.other_post_post.data or "") if kind is Kind.OTHER_POST else "",
        )

    def _teaching(self, kind: Kind, skill: str) -> Teaching:
        shows, tries = self[f"{kind}_shows"].data or 0, self[f"{kind}_tries"].data or 0
        taught = (self.other_post_skill.data or "") if kind is Kind.OTHER_POST else skill
        due_on = self[f"{kind}_due_on"].data if shows or tries or kind in PROMISES else None
        return Teaching(number(self[f"{kind}_by"].data) or 0, shows, tries, due_on, taught)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Only what no service could read is refused here; all else it says itself, at once."""
        super().validate(extra_validators)
        self.reason.errors = self.said.errors = ()
        return not any(field.errors for field in self)


for _kind in TEACHES:
    for _name, _field in _of_teaching().items():
        setattr(CaseForm, f"{_kind}_{_name}", _field)


class WordForm(PageForm):
    """The trainee's word before anything is decided."""

    text = TextAreaField(
        lazy("How you see it"),
        validators=[InputRequired(lazy("Write something, or leave the page as it is.")), Length(max=LONGEST)],
    )


class BackForm(PageForm):
    """Why a second person does not agree, or why a draft is taken back."""

    why = TextAreaField(
        lazy("Why not"), validators=[InputRequired(lazy("Write why, in a sentence.")), Length(max=LONGEST)]
    )


class EndForm(PageForm):
    """What came of it, when a review is closed."""

    text = TextAreaField(lazy("What came of it"))


class ActForm(PageForm):
    """A press and nothing more."""
