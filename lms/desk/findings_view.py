"""What is ours to mend, as leaders read it: what is wrong with our teaching, how we know, how to mend it, and where."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import url_for

from lms.desk.everybody import everybody_of
from lms.desk.finding_words import (
    Measured,
    Mend,
    figure_lines,
    finding_address,
    finding_title,
    forbids_words,
    mend_of,
    why_words,
)
from lms.desk.listed import Listed
from lms.desk.names import names_of
from lms.desk.wording import Names, printed
from lms.i18n import _, day
from lms.judgement.basis import Basis, basis_in_force
from lms.judgement.findings.rules import Finding, FindingKind
from lms.judgement.findings.suspecting import by_key, findings_for, suspects_for
from lms.judgement.reading import lead
from lms.judgement.service import PersonJudgement, judged_under
from lms.judgement.wording import skill_name
from lms.practice.reading import TryView


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding in the list. second: whom it touches, and what follows."""

    title: str
    second: Sequence[str]
    href: str


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """groups: by kind, with a heading; estimated: when what the others teach was last measured, None for never."""

    groups: Sequence[tuple[str, Sequence[FindingLine]]]
    estimated: datetime | None
    printed: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A record that proves a finding."""

    title: str
    second: str
    href: str


@dataclass(frozen=True, slots=True)
class FindingPage:
    """people: whom of the reader's it touches, each with the address of their skill; mend: what helps, where."""

    title: str
    why: str
    forbids: str
    figures: Sequence[Measured]
    proofs: Sequence[Proof]
    mend: Mend
    people: Sequence[tuple[str, str]]
    key: str


def findings_page(manager_id: int, now: datetime) -> FindingsPage:
    every = _found(manager_id, now)
    found = every.findings
    names = _names(found)
    headings = {
        FindingKind.MODULE: _("Modules that teach too little"),
        FindingKind.QUIZ: _("Quiz questions that are broken"),
        FindingKind.ITEM: _("Rows of checklists that tell nothing"),
        FindingKind.DELAY: _("Reviews that come too late"),
        FindingKind.RATER: _("Trainers who rate unlike the others"),
    }
    groups = [
        (words, [_line(one, names) for one in _in_order(found, names) if one.kind is kind])
        for kind, words in headings.items()
    ]
    return FindingsPage(
        [(words, lines) for words, lines in groups if lines], every.basis.cohort.made_at, printed(every.as_of)
    )


def finding_page(manager_id: int, key: str, now: datetime) -> FindingPage | None:
    """None for what is not found any more, or is not open to the reader."""
    every = _found(manager_id, now)
    found = by_key(every.findings, key)
    if found is None:
        return None
    names = _names([found])
    touched = [one for one in every.members if one.person_id in found.people]
    return FindingPage(
        title=finding_title(found, names),
        why=why_words(found, names),
        forbids=forbids_words(found),
        figures=figure_lines(found),
        proofs=_proofs(found, touched, every.judged),
        mend=mend_of(found),
        people=[(one.name, _story(one, found)) for one in sorted(touched, key=lambda one: one.name)],
        key=found.key,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """members: the manager's trainees, but for those at whose try they look a second time; judged: by id those of whom
    a finding tells the tries.
    """

    findings: Sequence[Finding]
    members: Sequence[Listed]
    judged: Mapping[int, PersonJudgement]
    basis: Basis
    as_of: datetime


def _found(manager_id: int, now: datetime) -> _Found:
    everybody, basis = everybody_of(manager_id, now), basis_in_force()
    members = everybody.members
    summaries = [one.summary for one in members]
    suspects = suspects_for(manager_id, summaries, basis)
    concerned = sorted(suspects.people & {one.person_id for one in members})
    judged = judged_under([basis], concerned, now, manager_id)[0] if concerned else {}
    return _Found(findings_for(suspects, summaries, judged, basis), members, judged, basis, everybody.as_of)


def _names(found: Collection[Finding]) -> Names:
    return names_of(one.who for one in found)


def _in_order(found: Collection[Finding], names: Names) -> list[Finding]:
    """As they were found; people by name, so that the order says nothing of them."""
    return sorted(found, key=lambda one: names.get(one.who or 0, ""))


def _line(found: Finding, names: Names) -> FindingLine:
    touched = len(found.people)
    whom = _("touches %(count)s of your trainees", count=touched) if touched else _("touches none of your trainees")
    return FindingLine(finding_title(found, names), [whom, forbids_words(found)], finding_address(found.key))


def _story(member: Listed, found: Finding) -> str:
    skill = {"skill": found.skill} if found.skill in member.summary.skills else {}
    return url_for("desk.story", person_id=member.person_id) + (f"?{urlencode(skill)}" if skill else "")


def _proofs(found: Finding, touched: Sequence[Listed], judged: Mapping[int, PersonJudgement]) -> list[Proof]:
    """The tries that prove it, in the order of time."""
    records = set(found.records)
    if not records:
        return []
    lines = [
        (made.happened_at, _late_try(member.name, judged[member.person_id], made, found))
        for member in touched
        for made in judged[member.person_id].known.practice.tries
        if made.record_id in records
    ]
    return [line for _at, line in sorted(lines, key=lambda pair: pair[0])]


def _late_try(name: str, judged: PersonJudgement, made: TryView, found: Finding) -> Proof:
    """How long a try waited for its review, beside what was promised."""
    of_evidence = next(one for one in judged.evidence[found.skill].tries if one.record_id == made.record_id)
    zone_there = judged.known.plan.zone
    ended = lead(of_evidence.reviews).closed_at.astimezone(zone_there).date()
    title = _("%(name)s: %(skill)s, try %(number)s", name=name, skill=skill_name(made.skill), number=made.number)
    second = _(
        "tried %(tried)s, review promised by %(promised)s, given %(given)s",
        tried=day(made.happened_at.astimezone(zone_there).date()), promised=day(of_evidence.review_due_on),
        given=day(ended),
    )  # fmt: skip
    return Proof(title, second, url_for("practice.try_page", try_id=made.id))
