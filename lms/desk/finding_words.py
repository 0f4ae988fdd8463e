"""What findings say, in both languages: of our teaching, and never of who learns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from lms.curriculum import edition
from lms.curriculum.catalog import Module, ModuleId, SkillId
from lms.desk.wording import Names
from lms.i18n import Language, _, language, ngettext, sentences, within_quotes
from lms.judgement.findings.rules import Figure, Finding, FindingKind, Named
from lms.judgement.wording import module_title, skill_name
from lms.quizzes.flag_words import FlagWords, number, told
from lms.quizzes.parts import words_of_parts


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with what it is held against; needed: empty where it only tells."""

    label: str
    found: str
    needed: str


@dataclass(frozen=True, slots=True)
class Mend:
    """What helps. steps: in order; places: what stands there, and the file with its line; links: words and address."""

    steps: Sequence[str]
    places: Sequence[tuple[str, str]]
    links: Sequence[tuple[str, str]]


def finding_address(key: str) -> str:
    return url_for("leaders.finding", key=key)


def finding_title(found: Finding, names: Names) -> str:
    name = names.get(found.who or 0, "")
    match found.kind:
        case FindingKind.MODULE:
            figures = _by_name(found)
            words = ngettext(
                "“%(skill)s”: %(num)s person practised it and gained %(gain)s of a level on average",
                "“%(skill)s”: %(num)s people practised it and gained %(gain)s of a level on average",
                round(figures[Named.PEOPLE].found),
            )
            gain = f"{figures[Named.GAIN].found:.1f}".replace("-0.0", "0.0").replace("-", "−")
            return words % {"skill": skill_name(found.skill), "num": round(figures[Named.PEOPLE].found), "gain": gain}
        case FindingKind.QUIZ:
            values = {"module": module_title(found.module), "number": _number(found), "what": _flags(found)[0].title}
            return _("“%(module)s”, question %(number)s: %(what)s", **values)
        case FindingKind.ITEM:
            values = {"skill": skill_name(found.skill), "row": _row_title(found)}
            if found.why == "never_done":
                return _("“%(skill)s”, row “%(row)s”: hardly anybody ever does it", **values)
            return _("“%(skill)s”, row “%(row)s”: goes its own way, whatever the other rows do", **values)
        case FindingKind.DELAY:
            late = len(found.records)
            words = ngettext(
                "%(name)s, “%(skill)s”: %(num)s review came late", "%(name)s, “%(skill)s”: %(num)s reviews came late",
                late,
            )  # fmt: skip
            return words % {"name": name, "skill": skill_name(found.skill), "num": late}
        case FindingKind.RATER:
            if found.why == "same_for_all":
                return _("%(name)s gives nearly everything the same level", name=name)
            return _("%(name)s rates far from the other trainers", name=name)


def why_words(found: Finding, names: Names) -> str:
    """What is wrong, and what follows from it, in a sentence or two."""
    match found.kind:
        case FindingKind.MODULE:
            return _(
                "Where hardly anybody gets better, it is not the people. What is shown, what is practised and what the "
                "checklist asks for don’t fit together somewhere."
            )
        case FindingKind.QUIZ:
            return sentences(one.why for one in _flags(found))
        case FindingKind.ITEM if found.why == "never_done":
            return _("A row that nearly nobody ever does tells one trainee from another as little as a blank.")
        case FindingKind.ITEM:
            return _("The row measures something else than the rest of the checklist, or each trainer reads it anew.")
        case FindingKind.DELAY:
            return _("Who hears days later what to change has practised the old way meanwhile: the wait is ours.")
        case FindingKind.RATER if found.why == "same_for_all":
            return _("Where every row gets the same level, nobody can see whether anything moves.")
        case FindingKind.RATER:
            name = names.get(found.who or 0, "")
            return _("With %(name)s the same try gets another level than with the others.", name=name)


def forbids_words(found: Finding) -> str:
    """What it keeps from happening as long as it stands."""
    match found.kind:
        case FindingKind.QUIZ if not found.forbids:
            return _("from the next estimate until it is mended, no flat curve on this skill is held against anybody")
        case FindingKind.ITEM:
            return _("it is left out of the curves; whether a try holds is still read from the whole checklist")
        case FindingKind.RATER if not found.forbids:
            return _("these reviews stand beside the curves and weigh nothing there")
        case FindingKind.RATER | FindingKind.DELAY:
            return _("until it is mended, no flat curve of those whom it touches is held against them")
        case _:
            return _("until it is mended, nobody’s flat curve on this skill is held against them")


def figure_lines(found: Finding) -> list[Measured]:
    return [_measured(one) for one in found.figures]


def _measured(figure: Figure) -> Measured:
    limit = "" if figure.limit is None else number(figure.limit)
    match figure.named:
        case Named.PEOPLE:
            needed = _("%(count)s or more", count=round(figure.limit or 0))
            return Measured(_("People with enough tries to tell"), str(round(figure.found)), needed)
        case Named.GAIN:
            return Measured(_("Levels gained in six tries, on average"), number(figure.found), "")
        case Named.AT_BEST:
            needed = _("%(count)s or more", count=limit)
            return Measured(_("The same at best, allowing for chance"), number(figure.found), needed)
        case Named.OTHERS_GAIN:
            return Measured(_("The same on the other skills"), number(figure.found), "")
        case Named.DISTANCE:
            needed = _("at most %(limit)s to either side", limit=limit)
            return Measured(_("Levels from the other trainers"), number(figure.found), needed)
        case Named.LATE:
            needed = _("fewer than %(count)s of a person’s last nine", count=round(figure.limit or 0))
            return Measured(_("Tries whose review came late"), str(round(figure.found)), needed)


def mend_of(found: Finding) -> Mend:
    match found.kind:
        case FindingKind.MODULE:
            return _of_module(found)
        case FindingKind.QUIZ:
            page = url_for("items.item", module_id=found.module, item_id=found.item)
            places = [(_("The quiz question"), place) for place in dict.fromkeys(one.place for one in found.flags)]
            return Mend([one.todo for one in _flags(found)], places, [(_("Open it in the question bank"), page)])
        case FindingKind.ITEM:
            module = _practised(found.skill)
            place = module.checklist_places.get(found.item, "") if module else ""
            return Mend(_steps_of_item(found), [(_("The row of the checklist"), place)] if place else [], [])
        case FindingKind.DELAY:
            todo = url_for("desk.todo", owed_by=found.who, kind="review")
            owed = url_for("leaders.owed", owed_by=found.who) + "#rows"
            return Mend(
                [
                    _("Review at the end of the try, together with the trainee: then nothing waits."),
                    _("Hand reviews over to whoever has days left this week."),
                    _("Three prompt reviews in a row make it good; then this goes by itself."),
                ],
                [],
                [(_("The reviews that wait now"), todo), (_("What this trainer owes"), owed)],
            )  # fmt: skip
        case FindingKind.RATER:
            return Mend(
                [
                    _("Each rates the same transcript alone; then you compare row by row."),
                    _("Let another trainer rate the next tries of the same trainees."),
                    _("Talk of what one saw and heard at each level, not of strict and mild."),
                ],
                [],
                [(_("How your trainers rate"), url_for("raters.team"))],
            )


def _of_module(found: Finding) -> Mend:
    return Mend(
        [
            _("Sit in on a show with the checklist in hand: whatever trainees are asked for must be seen in it."),
            _("Ask three trainees what they agreed to change last time. If they can’t say, mend how you look back."),
            _("Are the first customers too hard? The easiest cards come first."),
            _("Then mend the files, and let two people go through them before everybody does."),
        ],
        list(_files(found.skill)),
        [(_("Open the module"), url_for("plan.module", module_id=module.id)) for module in _teaching(found.skill)[:1]],
    )  # fmt: skip


def _files(skill: str) -> Iterator[tuple[str, str]]:
    """The files of which a skill's teaching is made, as far as the courses have them today."""
    for module in _teaching(skill):
        folder = f"courses/{module.id}"
        yield _("Lesson: %(title)s", title=module.title.in_(language())), f"{folder}/{_lesson_file()}"
    practised = _practised(skill)
    if practised is not None:
        folder = f"courses/{practised.id}"
        yield _("Checklist"), f"{folder}/checklist.yaml"
        if practised.show is not None:
            yield _("Show script"), f"{folder}/show.yaml"
        if practised.cards:
            yield _("Role cards"), f"{folder}/cards/"


def _lesson_file() -> str:
    return "zh.md" if language() is Language.ZH else "en.md"


def _steps_of_item(found: Finding) -> list[str]:
    if found.why == "never_done":
        return [
            _("Can it be seen at all in a try of this length? If not, take the row out, or practise it by itself."),
            _("Is it in the show? What was never shown is hardly ever done."),
        ]
    return [
        _("Rate one transcript together: where you read the row differently, write its four levels anew."),
        _("Say what one sees and hears at each level. If it belongs to another skill, move it there."),
    ]


def _teaching(skill: str) -> Sequence[Module]:
    catalog = edition.catalog()
    found = catalog.skills.get(SkillId(skill))
    return [catalog.modules[module] for module in found.taught_by] if found else []


def _practised(skill: str) -> Module | None:
    """The module by whose checklist a skill is practised."""
    catalog = edition.catalog()
    found = catalog.skills.get(SkillId(skill))
    return catalog.modules[found.checklist] if found else None


def _row_title(found: Finding) -> str:
    module = _practised(found.skill)
    items = module.checklist.items if module and module.checklist else ()
    return within_quotes(next((one.title.in_(language()) for one in items if one.id == found.item), found.item))


def _number(found: Finding) -> int:
    """Which question of its module it is, from 1."""
    questions = edition.catalog().modules[ModuleId(found.module)].pool.questions
    return next(number for number, one in enumerate(questions, start=1) if one.id == found.item)


def _flags(found: Finding) -> list[FlagWords]:
    question = edition.catalog().modules[ModuleId(found.module)].pool.question(found.item)
    words = words_of_parts(question) if question is not None else {}
    return [told(one.flag, words) for one in found.flags]


def _by_name(found: Finding) -> Mapping[Named, Figure]:
    return {one.named: one for one in found.figures}
