"""How findings and agreement are said: plainly, without blame, and always with what to do."""

from collections.abc import Mapping

from lms.curriculum import edition
from lms.curriculum.catalog import SkillId
from lms.i18n import _, gettext, language, lazy, within_quotes
from lms.raters.around import Figures
from lms.raters.findings import Agreement, Finding, Sign

_TITLES: Mapping[Sign, str] = {
    Sign.SEVERE: lazy("Lower than the others on the same people"),
    Sign.MILD: lazy("Higher than the others on the same people"),
    Sign.DRIFT: lazy("The last five tries differ from those before"),
    Sign.HALO: lazy("Within a review all rows lie close together"),
    Sign.ALL_DONE: lazy("Nearly every row of every review is done"),
}
_TO_DO: Mapping[Sign, str] = {
    Sign.SEVERE: lazy("Before the next review, read the four sentences of each row once more. Then rate a transcript."),
    Sign.MILD: lazy("Before the next review, read the four sentences of each row once more. Then rate a transcript."),
    Sign.DRIFT: lazy("Rate a transcript again and see whether you still put what you put then."),
    Sign.HALO: lazy("Put each row’s level as soon as you have heard it, and let the impression come after."),
    Sign.ALL_DONE: lazy("Where you had to help, put “With prompts”: it is what the next show starts from."),
    Sign.ITEM: lazy("Read this row’s four sentences with another trainer and agree on what counts as done."),
}
_TOGETHER: Mapping[Sign, str] = {
    Sign.SEVERE: lazy("Let two trainers rate the same transcript apart, then compare row by row."),
    Sign.MILD: lazy("Let two trainers rate the same transcript apart, then compare row by row."),
    Sign.DRIFT: lazy("Ask what has changed: other people, less time? Then rate a transcript together."),
    Sign.HALO: lazy("Watch one try together and put each row as it is heard."),
    Sign.ALL_DONE: lazy("Watch one try together and say aloud where help was given."),
    Sign.ITEM: lazy("Read this row’s four sentences together. If they can be read in two ways, tell their author."),
}


def title_of(finding: Finding) -> str:
    if finding.sign is Sign.ITEM:
        return _("One row stands apart: “%(row)s”", row=within_quotes(item_title(finding.skill, finding.item)))
    return gettext(_TITLES[finding.sign])


def what_to_do(finding: Finding, *, together: bool = False) -> str:
    """together: said to who manages the rater."""
    return gettext((_TOGETHER if together else _TO_DO)[finding.sign])


def figure_of(finding: Finding, figures: Figures) -> str:
    """What was measured, in a sentence that fits the rater's own page as well as their manager's."""
    apart = size(finding.figure)
    up = finding.figure > 0
    if finding.sign in (Sign.SEVERE, Sign.MILD):
        values = {"apart": apart, "tries": figures.severity.tries}
        if up:
            return _("%(apart)s of a level higher on average, seen in %(tries)s reviews.", **values)
        return _("%(apart)s of a level lower on average, seen in %(tries)s reviews.", **values)
    if finding.sign is Sign.DRIFT:
        if up:
            return _("%(apart)s of a level higher than before, beside others on the same people.", apart=apart)
        return _("%(apart)s of a level lower than before, beside others on the same people.", apart=apart)
    if finding.sign is Sign.HALO:
        own, others = size(figures.habits.spread or 0.0), size(figures.habits.others_spread or 0.0)
        return _("Rows lie %(own)s of a level apart; with the others %(others)s.", own=own, others=others)
    if finding.sign is Sign.ALL_DONE:
        own, others = percent(figures.habits.all_done), percent(figures.habits.others_all_done)
        return _("In %(own)s of the reviews; with the others in %(others)s.", own=own, others=others)
    if up:
        return _("%(apart)s of a level higher than the others put it, beside the other rows.", apart=apart)
    return _("%(apart)s of a level lower than the others put it, beside the other rows.", apart=apart)


def apart_words(apart: float | None) -> str:
    """A distance from the others, in levels."""
    if apart is None:
        return "—"
    if abs(apart) < 0.05:
        return _("as the others")
    return _("%(levels)s higher", levels=size(apart)) if apart > 0 else _("%(levels)s lower", levels=size(apart))


def agreement_words(found: Agreement) -> str:
    """How a rating of a transcript lies beside its references, in a line."""
    alike = _("%(alike)s of %(items)s rows alike", alike=found.alike, items=found.items)
    if abs(found.mean) < 0.05:
        return alike
    return _("%(alike)s, on average %(apart)s", alike=alike, apart=apart_words(found.mean))


def size(levels: float) -> str:
    """A distance without its direction, in levels with one decimal."""
    return f"{abs(levels):.1f}"


def percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.0%}"


def item_title(skill_id: str, item_id: str) -> str:
    """The title of a row of today's checklist; its id once there is no such row any more."""
    skill = edition.catalog().skills.get(SkillId(skill_id))
    items = edition.catalog().checklist_of(skill.id).items if skill else ()
    return next((item.title.in_(language()) for item in items if item.id == item_id), item_id)
