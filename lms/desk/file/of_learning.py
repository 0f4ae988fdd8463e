"""Modules read and taught, quizzes with every question and answer, and marks given afterwards."""

from collections.abc import Mapping
from typing import Any

from lms.curriculum.versions import thaw_question
from lms.desk.file.loading import File, Line
from lms.desk.file.told import Cells, Told, one_part, reads
from lms.i18n import _, language, moment, ngettext
from lms.questions.kinds import kind_of
from lms.questions.kinds.open_answer import Open
from lms.questions.question import Question
from lms.quizzes.rules import Mode


@reads("module_read")
def of_module_read(_file: File, line: Line) -> Told:
    return Told(versions=((_("Module"), (line.body or {})["module_hash"]),))


@reads("module_taught")
def of_module_taught(file: File, line: Line) -> Told:
    row = line.body or {}
    entered = file.name(row["entered_by"]) if row["entered_by"] != row["by_id"] else ""
    return Told(pairs=((_("Entered by"), entered),), versions=((_("Module"), row["module_hash"]),))


@reads("attempt")
def of_attempt(file: File, line: Line) -> Told:
    """The questions as they were asked, each with the answer as it was given and what it was worth then."""
    row = line.body or {}
    responses = {one["position"]: one for one in row["responses"]}
    items = sorted(row["items"], key=lambda one: one["position"])
    rows = [_asked(file, item, responses.get(item["position"])) for item in items]
    right = sum(one["score"] == 1 for one in row["responses"])
    columns = (_("Question"), _("Answer given"), _("Result"))
    summary = ngettext("%(num)s question", "%(num)s questions", len(rows)) % {"num": len(rows)}
    return Told(
        pairs=(
            (_("How"), _mode_words(row["mode"])),
            (_("Begun"), moment(row["started_at"], year=True)),
            (_("Right when it ended"), _("%(right)s of %(count)s", right=right, count=len(items))),
        ),
        sheets=one_part(summary, columns, rows),
        versions=tuple((_("Question %(number)s", number=one["position"]), one["question_hash"]) for one in items),
    )


def _mode_words(mode: str) -> str:
    return {
        Mode.PRACTICE: _("Why after each answer"),
        Mode.CHECK: _("Check, why at the end"),
        Mode.RECALL: _("Over all modules, what was due"),
    }[Mode(mode)]


def _asked(file: File, item: Mapping[str, Any], response: Mapping[str, Any] | None) -> Cells:
    question = question_of(file, item["question_hash"])
    given = kind_of(question).words_of(question, response["answer"]) if question and response else []
    return (
        _("%(number)s. %(asked)s", number=item["position"], asked=_asked_words(question, item["question"])),
        "\n".join(given) or _("none"),
        _worth(response["score"] if response else 0.0),
    )


def _asked_words(question: Question | None, name: str) -> str:
    """The scene, what was said in it, and the question; the id of one whose version nobody keeps any more."""
    if question is None:
        return name
    scene = [question.scene.in_(language())] if question.scene else []
    return "\n".join([*scene, *(said.in_(language()) for said in question.dialogue), question.ask.in_(language())])


def _worth(score: float | None) -> str:
    if score is None:
        return _("waits for a mark")
    if score in (0, 1):
        return _("right") if score else _("not right")
    return _("%(percent)s%% right", percent=round(score * 100))


@reads("mark")
def of_mark(file: File, line: Line) -> Told:
    """What an answer is worth since: by a trainer against criteria, or by a corrected key."""
    row = line.body or {}
    question = question_of(file, row["question_hash"])
    degrees = {2: _("Met"), 1: _("Partly"), 0: _("Not yet")}
    criteria = _criteria(question)
    return Told(
        pairs=(
            (_("Question"), _asked_words(question, str(row["position"]))),
            *((criteria.get(one, one), degrees[degree]) for one, degree in row["criteria"].items()),
            (_("Worth since then"), _worth(row["score"])),
            (_("Said of it"), row["comment"]),
        ),
        about=((_("The quiz"), file.number_of("attempt", row["attempt_id"])),),
        versions=((_("Question"), row["question_hash"]),),
    )


def _criteria(question: Question | None) -> dict[str, str]:
    """By id what a trainer marks an answer by."""
    body = question.body if question else None
    return {one.id: one.text.in_(language()) for one in body.criteria} if isinstance(body, Open) else {}


def question_of(file: File, question_hash: str) -> Question | None:
    content = file.contents.get(question_hash)
    return thaw_question(content.body) if content else None
