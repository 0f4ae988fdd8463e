"""What becomes of pasted lines: looked at first, saved when confirmed, told again the same way when confirmed twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from lms.db import Once, once, session, transaction
from lms.errors import Unusable
from lms.i18n import _, pgettext, sentences
from lms.people import accounts, directory, lines, links, places, reach, teams
from lms.people.accounts import Details
from lms.people.lines import Line
from lms.people.models import Person, Role
from lms.people.places import Place
from lms.people.policy import looks_after_accounts, require


class Fate(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    ROLE_ADDED = "role_added"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Told:
    """One line and its fate. why: for a refused one what is wrong and how to mend it, else what to know, or empty."""

    line: Line
    fate: Fate
    why: str = ""
    team: str = ""
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """A refused line as it was typed, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Added:
    """A person whom a paste added. invitation: None when it opens nothing any more."""

    person_id: int
    name: str
    places: Sequence[Place]
    invitation: links.Link | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a confirmed paste did, perhaps with those before it whose refused lines it mended.

    refused: to be mended, under their line of headings; added: in the order of the lines; from_on: the first day of
    the roles.
    """

    counts: Mapping[Fate, int]
    headings: str
    refused: Sequence[Left]
    added: Sequence[Added]
    from_on: date

    @property
    def left(self) -> str:
        """The refused lines as they were typed, to be mended."""
        return "\n".join(filter(None, [self.headings, *(one.text for one in self.refused)]))


@dataclass(slots=True)
class _Known:
    """The company as the lines find it, and as they change it one after another."""

    teams: Mapping[str, int | None]
    team_paths: Mapping[int, str]
    people: dict[str, "_Somebody"]
    on: date


@dataclass(slots=True)
class _Somebody:
    """A person who is there, or whom a line before has added."""

    name: str
    suspended: bool
    places: Sequence[Place]
    person_id: int | None = None
    since_line: int | None = None
    given: dict[tuple[int, Role], int] = field(default_factory=dict)


# A line, what becomes of it, and for a usable one whom it gives which place.
_Plan = tuple[Told, "tuple[_Somebody, tuple[int, Role]] | None"]


def look(actor_id: int, text: str, from_on: date) -> list[Told]:
    """Each line's fate; nothing is saved. Raises NotYours for who isn't an admin, Unusable for too many lines."""
    require(looks_after_accounts(actor_id))
    return [told for told, _plan in _plans(text, from_on)]


def save(
    actor_id: int, text: str, from_on: date, key: str, language: str, mends: Sequence[str] = ()
) -> Outcome:  # fmt: skip
    """Save every line that can be, looked at again now. A second sending tells the same and does nothing.

    from_on: first day of the roles. language: of the accounts that are added. mends: keys of the sendings whose refused
    lines these are. The counts add up to the number of lines.
    """
    with transaction():
        require(looks_after_accounts(actor_id))

        def do() -> dict[str, Any]:
            return _write(actor_id, text, from_on, key, language)

        once(actor_id, key, {"lines": text, "from": from_on}, do)
        _forget_left(actor_id, mends)
        return done(actor_id, [key])


def done(actor_id: int, keys: Sequence[str]) -> Outcome:
    """What one or several sendings of the actor did together; what is left to mend is of the last.

    Raises NotYours for none, and for a key that isn't of a paste of theirs.
    """
    require(looks_after_accounts(actor_id))
    asked = list(dict.fromkeys(keys))
    found = session().execute(select(Once.key, Once.answer).where(Once.actor_id == actor_id, Once.key.in_(asked)))
    answers = {row.key: row.answer for row in found if "refused" in row.answer}
    require(bool(asked) and len(answers) == len(asked))
    last = answers[asked[-1]]
    refused = [Left(text, why) for text, why in last["refused"]]
    counts = {fate: sum(int(one["counts"].get(fate.value, 0)) for one in answers.values()) for fate in Fate}
    counts[Fate.REFUSED] = len(refused)
    added = [somebody for key in asked for somebody in _added(actor_id, answers[key]["added"], key)]
    headings = last["headings"] if refused else ""
    return Outcome(counts, headings, refused, added, date.fromisoformat(last["from"]))


def _forget_left(actor_id: int, keys: Sequence[str]) -> None:
    """Inside a transaction: lines that were mended, or let go, are kept no longer."""
    for row in session().scalars(select(Once).where(Once.actor_id == actor_id, Once.key.in_(keys))):
        if "refused" in row.answer:
            row.answer = {**row.answer, "refused": []}


def _added(actor_id: int, person_ids: Sequence[int], key: str) -> list[Added]:
    names = directory.names(person_ids)
    held = places.of(person_ids)
    invitations = {link.person_id: link for link in links.shown_again(actor_id, person_ids, key)}
    return [Added(one, names[one], held.get(one, []), invitations.get(one)) for one in person_ids]


def _write(actor_id: int, text: str, from_on: date, key: str, language: str) -> dict[str, Any]:
    counts: dict[str, int] = {}
    refused, added = [], {}
    for told, plan in _plans(text, from_on):
        counts[told.fate.value] = counts.get(told.fate.value, 0) + 1
        if plan is None:
            refused.append([told.line.text, told.why])
            continue
        somebody, (team_id, role) = plan
        if somebody.person_id is None:
            email = next((one.email for one in _addresses(told.line) if one.email), "")
            mobile = next((one.mobile for one in _addresses(told.line) if one.mobile), "")
            person = accounts.write(actor_id, Details(told.line.name, email=email, mobile=mobile, language=language))
            somebody.person_id = person.id
            added[person.id] = person
        if told.fate is not Fate.UNCHANGED:
            places.write(actor_id, somebody.person_id, (team_id, role), (from_on, None))
    links.make_for_new(actor_id, list(added.values()), key)
    kept = {"headings": lines.headings(text), "refused": refused, "from": from_on.isoformat()}
    return {"counts": counts, "added": list(added), **kept}


def _plans(text: str, from_on: date) -> list[_Plan]:
    parsed = lines.parse(text)
    if not parsed:
        raise Unusable(fields={"lines": _("Paste at least one line.")})
    if len(parsed) > lines.MOST:
        raise Unusable(fields={"lines": _("That is %(count)s lines. Paste at most %(most)s at once.",
                                          count=len(parsed), most=lines.MOST)})  # fmt: skip
    known = _known(parsed, from_on)
    return [_fate(line, known) for line in parsed]


def _known(parsed: Sequence[Line], from_on: date) -> _Known:
    addresses = {str(by) for line in parsed for by in _addresses(line)}
    found = session().scalars(select(Person).where(Person.email.in_(addresses) | Person.mobile.in_(addresses))).all()
    held = places.of(person.id for person in found)
    people = {}
    for person in found:
        somebody = _Somebody(person.name, person.suspended_at is not None, held.get(person.id, []), person.id)
        for address in (person.email, person.mobile):
            if address:
                people[address] = somebody
    nodes = teams.tree()
    by_name: dict[str, int | None] = {}
    for node in nodes:
        name = _team_key(node.name)
        by_name[name] = None if name in by_name else node.id  # None: more than one has the name
    for node in nodes:  # a path from the top begins with “/”; only a top team needs it, whose path is but a name
        by_name["/" + _team_key(node.path)] = node.id
        if node.parent_id is not None:
            by_name[_team_key(node.path)] = node.id
    return _Known(by_name, {node.id: node.path for node in nodes}, people, from_on)


def _addresses(line: Line) -> list[reach.Reach]:
    return [by for text in line.reach if (by := reach.either(text)) is not None]


def _fate(line: Line, known: _Known) -> _Plan:
    wrong = _wrong_parts(line)
    team_id, wrong_team = _team(line.team, known)
    role = lines.role_of(line.role)
    wrong += wrong_team
    if role is None:
        near = lines.near_role(line.role)
        wrong.append(
            _("“%(word)s” is no role; did you mean “%(near)s”?", word=line.role, near=near) if near
            else _("“%(word)s” is no role; write trainee, trainer or manager.", word=line.role)
        )  # fmt: skip
    for somebody in _meant(line, known):
        wrong += _wrong_person(line, somebody)
    if not wrong and len(_meant(line, known)) > 1:
        wrong.append(_("These two addresses belong to two people. Mend one of them."))
    if wrong or team_id is None or role is None:
        return Told(line, Fate.REFUSED, sentences(wrong)), None
    return _accepted(line, (team_id, role), known)


def _meant(line: Line, known: _Known) -> list[_Somebody]:
    """Whom the addresses of a line belong to, each person once."""
    found = [known.people[str(by)] for by in _addresses(line) if str(by) in known.people]
    return found[:1] if len({id(one) for one in found}) == 1 else found


def _accepted(line: Line, place: tuple[int, Role], known: _Known) -> _Plan:
    team_id, role = place
    team = known.team_paths[team_id]
    somebody = next(iter(_meant(line, known)), None)
    if somebody is None:
        somebody = _Somebody(line.name, suspended=False, places=[], since_line=line.number)
        for by in _addresses(line):
            known.people[str(by)] = somebody
        somebody.given[place] = line.number
        return Told(line, Fate.ADDED, "", team, role), (somebody, place)
    strange = [str(by) for by in _addresses(line) if str(by) not in known.people]
    why = (
        _("%(address)s is not added to the account. Write it on the person’s page.", address=strange[0])
        if strange
        else ""
    )
    before = somebody.given.get(place)
    if before is not None:
        why = sentences([_("The same as line %(number)s.", number=before), why])
        return Told(line, Fate.UNCHANGED, why, team, role), (somebody, place)
    if any((held.team_id, held.role) == place and _runs(held, known.on) for held in somebody.places):
        return Told(line, Fate.UNCHANGED, why, team, role), (somebody, place)
    somebody.given[place] = line.number
    return Told(line, Fate.ROLE_ADDED, why, team, role), (somebody, place)


def _wrong_parts(line: Line) -> list[str]:
    wrong = []
    if line.too_many:
        wrong.append(_("A part too many. Write name, mobile or e-mail or both, team, role."))
    if lines.is_garbled(line.text):
        wrong.append(_("The characters are garbled. Save the list as UTF-8, then copy it again."))
    if not line.name:
        wrong.append(_("No name in the first part."))
    elif len(line.name) > reach.LONGEST_NAME:
        wrong.append(_("A name has at most 80 characters."))
    if not line.reach:
        wrong.append(_("No mobile number or e-mail in the second part."))
    wrong += [_wrong_address(text) for text in line.reach if reach.either(text) is None]
    kinds = [by.email is None for by in _addresses(line)]
    if len(kinds) != len(set(kinds)):
        wrong.append(_("Two addresses of one kind. Leave the one to sign in with."))
    return wrong


def _wrong_address(text: str) -> str:
    return _("“%(text)s” is no e-mail address.", text=text) if "@" in text else _wrong_number(text)


def _wrong_number(text: str) -> str:
    digits = sum(one.isdigit() for one in text)
    if digits >= 5 and digits != 11:
        return _("“%(text)s” is no mobile number: it has %(count)s digits, not 11.", text=text, count=digits)
    return _("“%(text)s” is neither a mobile number nor an e-mail.", text=text)


def _wrong_person(line: Line, somebody: _Somebody) -> list[str]:
    if reach.fold(somebody.name) != reach.fold(line.name):
        if somebody.since_line is not None:
            line_before = somebody.since_line
            return [_("Line %(number)s gives this address to %(name)s.", number=line_before, name=somebody.name)]
        return [_("%(name)s has this address already. Mend the address or the name.", name=somebody.name)]
    if somebody.suspended:
        return [_("%(name)s is suspended. End that first.", name=somebody.name)]
    return []


def _team(text: str, known: _Known) -> tuple[int | None, list[str]]:
    if not text:
        return None, [_("No team in the third part.")]
    key = _team_key(text)
    if known.teams.get(key) is not None:
        return known.teams[key], []
    if key in known.teams:
        paths = [
            path if " / " in path else f"/{path}"
            for path in known.team_paths.values()
            if _team_key(path.rsplit(" / ", 1)[-1]) == key
        ]
        listed = pgettext("between names", ", ").join(f"“{path}”" for path in sorted(paths))
        return None, [_("More than one team is called “%(team)s”; write %(paths)s.", team=text, paths=listed)]
    names = {_team_key(path.rsplit(" / ", 1)[-1]): path.rsplit(" / ", 1)[-1] for path in known.team_paths.values()}
    for near in get_close_matches(key, names, n=1, cutoff=0.5):
        return None, [_("There is no team “%(team)s”; did you mean “%(near)s”?", team=text, near=names[near])]
    return None, [_("There is no team “%(team)s”. Add it first.", team=text)]


def _team_key(text: str) -> str:
    return "/".join(part.strip() for part in reach.fold(text).split("/"))


def _runs(held: Place, on: date) -> bool:
    """Whether a place that is there makes another from this day on needless."""
    return held.to_on is None or held.to_on >= max(on, held.from_on)
