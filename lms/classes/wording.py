"""What a class is called, in the reader's language."""

from lms.classes.rules import Mark, Taught
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.i18n import _, language, ngettext, pgettext
from lms.practice.try_view import skill_name


def what(taught: Taught) -> str:
    """The class as a noun: 初访示范, 初访集中课."""
    if taught.skill:
        return _("%(skill)s, a show", skill=skill_name(taught.skill))
    return _("%(title)s, a class", title=module_title(taught.module))


def module_title(module: str) -> str:
    found = edition.catalog().modules.get(ModuleId(module))
    return found.title.in_(language()) if found else module


def mark_words(mark: Mark) -> str:
    """A mark as a cell of the register says it."""
    return {
        Mark.ATTENDED: pgettext("mark", "Here"),
        Mark.LATE: _("Late"),
        Mark.OFFERED: _("Not come"),
        Mark.ABSENT: _("On leave"),
    }[mark]


def record_for(taught: Taught, people: int) -> str:
    """What the button does, by how many were there."""
    if not people:
        return _("Record that nobody was there")
    if taught.skill:
        words = ngettext("Record this show for %(num)s person", "Record this show for %(num)s people", people)
    else:
        words = ngettext("Record this class for %(num)s person", "Record this class for %(num)s people", people)
    return words % {"num": people}


def not_come(people: int) -> str:
    """What becomes of who was invited and did not come; empty for nobody."""
    words = ngettext(
        "%(num)s did not come: kept as an offer, and not owed again.",
        "%(num)s did not come: kept as offers, and not owed again.",
        people,
    )
    return words % {"num": people} if people else ""


def on_leave(people: int) -> str:
    """What becomes of who is on leave; empty for nobody."""
    words = ngettext("%(num)s on leave: still owed.", "%(num)s on leave: still owed.", people)
    return words % {"num": people} if people else ""
