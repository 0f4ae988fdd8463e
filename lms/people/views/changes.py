"""What was changed, in words."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from lms.i18n import _, day, ngettext, pgettext
from lms.people import coaching
from lms.people.audit import Change, Entry
from lms.people.models import Role
from lms.people.views.choices import ROLE_WORDS

Detail = Mapping[str, Any]


def said(entry: Entry) -> str:
    """One line of the audit as a sentence; one that isn't known by its stored word."""
    if entry.change not in set(Change):
        return entry.change
    return _SENTENCES[Change(entry.change)](entry.detail)


def _person_changed(detail: Detail) -> str:
    labels = {"name": _("Name"), "email": _("E-mail"), "mobile": _("Mobile number")}
    parts = [
        _("%(label)s: %(before)s → %(after)s", label=labels.get(field, field), before=old or "—", after=new or "—")
        for field, (old, new) in detail.items()
    ]
    return pgettext("between changes", "; ").join(parts)


def _place(detail: Detail) -> str:
    return _("%(role)s in %(team)s", role=ROLE_WORDS[Role(detail["role"])], team=detail["team"])


def _place_added(detail: Detail) -> str:
    return _("Got a role: %(place)s from %(day)s", place=_place(detail), day=_day(detail["from_on"]))


def _place_ended(detail: Detail) -> str:
    return _("A role ends: %(place)s, last day %(day)s", place=_place(detail), day=_day(detail["last_on"]))


def _place_reopened(detail: Detail) -> str:
    return _("A role’s end was taken back: %(place)s", place=_place(detail))


def _team_added(detail: Detail) -> str:
    if detail["under"]:
        return _("Added the team %(name)s under %(under)s", name=detail["name"], under=detail["under"])
    return _("Added the team %(name)s", name=detail["name"])


def _team_changed(detail: Detail) -> str:
    (name, named), (under, now_under) = detail["name"], detail["under"]
    parts = []
    if name != named:
        parts.append(_("Renamed the team %(before)s to %(after)s", before=name, after=named))
    if under != now_under:
        parts.append(_("Moved the team %(name)s from under %(before)s to under %(after)s",
                       name=named, before=under or "—", after=now_under or "—"))  # fmt: skip
    return pgettext("between changes", "; ").join(parts)


def _coaching_added(detail: Detail) -> str:
    skill, begin = _skill(detail), _day(detail["from_on"])
    return _("Is coached by %(trainer)s in %(skill)s from %(day)s", trainer=detail["trainer"], skill=skill, day=begin)


def _coaching_ended(detail: Detail) -> str:
    skill, last = _skill(detail), _day(detail["last_on"])
    return _("Coaching by %(trainer)s in %(skill)s ends, last day %(day)s",
             trainer=detail["trainer"], skill=skill, day=last)  # fmt: skip


def _coaching_reopened(detail: Detail) -> str:
    skill = _skill(detail)
    return _("The end of coaching by %(trainer)s in %(skill)s was taken back", trainer=detail["trainer"], skill=skill)


def _link_made(detail: Detail) -> str:
    return _("Made an invitation link") if detail["purpose"] == "invite" else _("Made a link to reset the password")


def _link_used(detail: Detail) -> str:
    return _("Came in by invitation") if detail["purpose"] == "invite" else _("Set a password by link")


def _data_taken(detail: Detail) -> str:
    if detail.get("what") == "owed":
        words = ngettext("Exported what is owed, %(num)s row", "Exported what is owed, %(num)s rows", detail["rows"])
        return words % {"num": detail["rows"]}
    if detail.get("what") == "file":
        words = ngettext(
            "Took the training file, %(num)s entry", "Took the training file, %(num)s entries", detail["rows"]
        )
        return words % {"num": detail["rows"]}
    if detail.get("what") != "team":
        return _("Exported data")
    words = ngettext("Exported the team list, %(num)s person", "Exported the team list, %(num)s people", detail["rows"])
    return words % {"num": detail["rows"]}


def _skill(detail: Detail) -> str:
    skill: str | None = detail["skill"]
    return dict(coaching.skills()).get(skill, skill) if skill else _("all skills")


def _day(text: str) -> str:
    return day(date.fromisoformat(text))


_SENTENCES: dict[Change, Callable[[Detail], str]] = {
    Change.PERSON_ADDED: lambda _detail: _("Was added"),
    Change.PERSON_CHANGED: _person_changed,
    Change.ADMIN_GIVEN: lambda _detail: _("Became admin"),
    Change.ADMIN_TAKEN: lambda _detail: _("Is no longer admin"),
    Change.SUSPENDED: lambda _detail: _("Was suspended"),
    Change.UNSUSPENDED: lambda _detail: _("Is active again"),
    Change.PLACE_ADDED: _place_added,
    Change.PLACE_ENDED: _place_ended,
    Change.PLACE_REOPENED: _place_reopened,
    Change.TEAM_ADDED: _team_added,
    Change.TEAM_CHANGED: _team_changed,
    Change.COACHING_ADDED: _coaching_added,
    Change.COACHING_ENDED: _coaching_ended,
    Change.COACHING_REOPENED: _coaching_reopened,
    Change.LINK_MADE: _link_made,
    Change.LINK_USED: _link_used,
    Change.PASSWORD_CHANGED: lambda _detail: _("Changed the password"),
    Change.BROWSERS_ENDED: lambda _detail: _("Signed other browsers out"),
    Change.DATA_TAKEN: _data_taken,
}
