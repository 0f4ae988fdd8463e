"""How notices about marks and corrected keys are worded."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import url_for

from lms.asking.excerpts import clipped
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.i18n import _, day, language, ngettext, zone
from lms.quizzes.marking import MARKED
from lms.quizzes.regrading import REGRADED
from lms.quizzes.versions import question_of
from lms.records.notices import Said

IN_NOTICE = 60  # characters of a question


def of_mark(body: Mapping[str, Any]) -> Said:
    """A trainer has marked an open answer."""
    attempt, position = body["at"]
    module = edition.catalog().modules.get(ModuleId(body["module"]))
    said = _("%(name)s has marked your answer", name=body["by"])
    met = _("%(met)s of %(count)s met", met=body["met"], count=body["count"])
    place = module.title.in_(language()) if module else body["module"]
    href = url_for("quizzes.item", attempt_id=attempt, position=position, _anchor="answered")
    return Said(said, href, _("%(place)s: %(question)s", place=place, question=met))


def of_regrade(body: Mapping[str, Any]) -> Said:
    """A key was wrong; of several answers to the item the last is opened."""
    (attempt, position), answers = body["at"], body["answers"]
    href = url_for("quizzes.item", attempt_id=attempt, position=position, _anchor="answered")
    asked = clipped(question_of(body["question"]).ask.in_(language()), IN_NOTICE)
    if answers > 1:
        words = ngettext(
            "The key of a question was wrong; %(num)s answer of yours was scored anew",
            "The key of a question was wrong; %(num)s answers of yours were scored anew",
            answers,
        )
        return Said(words % {"num": answers}, href, asked)
    on = day(datetime.fromisoformat(body["given"]).astimezone(zone()).date(), weekday=False)
    words = {
        1.0: _("The key of a question was wrong; your answer of %(day)s counts now as right", day=on),
        0.0: _("The key of a question was wrong; your answer of %(day)s no longer counts", day=on),
    }.get(body["score"], _("The key of a question was wrong; your answer of %(day)s counts now in part", day=on))
    return Said(words, href, asked)


TOLD: Mapping[str, Callable[[Mapping[str, Any]], Said]] = {MARKED: of_mark, REGRADED: of_regrade}
