"""One person's story in a skill: what explains the state, the curve, what is owed, what was decided, and every fact."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from markupsafe import Markup

from lms.db import session
from lms.desk import facts, wording
from lms.desk.duties import Duty, duties_in
from lms.desk.facts import Facts, Kept, facts_of
from lms.desk.figures import bar_of, counts_of, leads_of, sealed_of
from lms.desk.names import names_of
from lms.desk.sentence import explaining
from lms.desk.todo import NOBODY, key_of
from lms.desk.wording import Names
from lms.i18n import _, day, moment, ngettext, zone
from lms.judgement.decisions import Decided, decisions_of
from lms.judgement.evidence import State
from lms.judgement.service import PersonJudgement, judgement_of
from lms.judgement.states import Reason, Rule
from lms.judgement.wording import ReasonLine, named_together, question, reason_lines, skill_name
from lms.people.models import Person
from lms.people.policy import Action, Matter, can, require
from lms.plan.rules import week_of
from lms.plan.service import working_days

RECENT = 8  # facts beside the curve
URGENT = (State.UNTRAINED, State.ON_PLAN, State.READY, State.UNKNOWN)
ALL = "all"
_TELL_LEVELS = frozenset(
    {Rule.HELD_IN_TWO_OF_LAST_THREE, Rule.LAST_ONE_HELD, Rule.CRITICAL_ITEMS_DONE, Rule.RATERS_DIFFER}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the story is asked for; it stands in the address.

    show: all, or the name of a figure whose rows are listed (shows, tries, reviews, held, last, solo); rule: a reason
    whose records are listed; kept: a kind of facts; owed: a kind of debts; page: from 1.
    """

    skill: str = ""
    show: str = ""
    rule: str = ""
    kept: str = ""
    owed: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    state: State | None
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Asks:
    """The reasons under one plain question, each with the address of its records."""

    words: str
    lines: list[tuple[ReasonLine, str]]


@dataclass(frozen=True, slots=True)
class Owed:
    """Something overdue: in words, by whom, since when, what was arranged, and where it can be arranged."""

    words: str
    who: str
    since: str
    note: str
    href: str
    reminder: str


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """Facts that were asked for, in place of the overview."""

    title: str
    facts: Facts
    chips: list[Chip]
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Skill:
    """What the overview shows of one skill."""

    skill: str
    name: str
    state: State
    sentence: Markup
    curve: Mapping[str, Any] | None
    asks: list[Asks]
    as_of: str
    owed: list[Owed]
    owed_all: str | None
    decided: list[Decided]
    solo: str
    solo_href: str
    recent: Facts
    all_facts: str
    decide: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """What the page shows. mine: the reader is the person; either a skill or a listing of facts."""

    person_id: int
    name: str
    mine: bool
    state: State | None
    week: int
    coaches: str
    tabs: list[Tab]
    skill: Skill | None
    listing: Listing | None
    names: Names
    enrol: str | None


def story_of(reader_id: int, person_id: int, asked: Asked, now: datetime) -> Story:
    """The story as somebody may read it. Raises NotYours."""
    today = now.astimezone(zone()).date()
    person = session().get(Person, person_id)
    require(person is not None and can(reader_id, Action.SEE_STORY, Matter(person_id, today)))
    assert person is not None
    judged = judgement_of(person_id, now)
    reading = _Reading(reader_id, person, judged, asked, now)
    manages = can(reader_id, Action.ENROL, Matter(person_id, today))
    return Story(
        person_id=person_id,
        name=person.name,
        mine=reading.mine,
        state=judged.state if judged else None,
        week=week_of(judged.known.plan.start_on, today) if judged else 0,
        coaches=reading.coaches(),
        tabs=reading.tabs(),
        skill=reading.skill_view() if judged and not reading.lists else None,
        listing=reading.listing() if reading.lists or judged is None else None,
        names=reading.names,
        enrol=url_for("plan.enrol", person_id=person_id) if judged is None and manages else None,
    )


class _Reading:
    """One reader before one person's story."""

    def __init__(
        self, reader_id: int, person: Person, judged: PersonJudgement | None, asked: Asked, now: datetime
    ) -> None:
        self.reader_id, self.person, self.judged, self.asked, self.now = reader_id, person, judged, asked, now
        self.mine = reader_id == person.id
        self.skill = self._skill()
        self.lists = bool(asked.show or asked.rule or asked.kept)
        self.decided = decisions_of([person.id]).get(person.id, [])
        self.names = names_of(self._mentioned())

    def _skill(self) -> str:
        """The skill that is asked for, else the most urgent one. Raises NotYours for one that is not on the path."""
        if self.judged is None:
            return ""
        by_skill = self.judged.by_skill
        if self.asked.skill:
            require(self.asked.skill in by_skill)
            return self.asked.skill
        if self.asked.show == ALL or self.asked.kept:
            return ""
        return min(by_skill, key=lambda skill: URGENT.index(by_skill[skill].state))

    def _mentioned(self) -> Iterator[int | None]:
        yield self.person.id
        for decided in self.decided:
            yield decided.decision.by_id
        if self.judged is None:
            return
        known = self.judged.known
        yield from (coach.trainer_id for coach in known.coaches)
        yield from (review.rater for made in known.practice.tries for review in made.reviews)
        yield from (debt.owed_by for one in self.judged.by_skill.values() for debt in one.debts)
        yield from (row.by_id for row in known.arrangements.latest.values())

    def address(self, **values: str) -> str:
        query = urlencode({name: value for name, value in {"skill": self.skill, **values}.items() if value})
        return url_for("desk.story", person_id=self.person.id) + (f"?{query}" if query else "")

    def coaches(self) -> str:
        if self.judged is None:
            return ""
        names = [self.names[coach.trainer_id] for coach in self.judged.known.coaches]
        return _("coached by %(names)s", names=named_together(list(dict.fromkeys(names)))) if names else ""

    def tabs(self) -> list[Tab]:
        if self.judged is None:
            return []
        standard = self.judged.known.plan.standard
        facts_only = {"show": ALL, "kept": self.asked.kept} if self.asked.show == ALL or self.asked.kept else {}
        every = [Tab(_("All skills"), None, self.address(**facts_only, skill=""), not self.skill)] if facts_only else []
        return [
            *every,
            *(
                Tab(
                    skill_name(skill, standard), one.state, self.address(**facts_only, skill=skill), skill == self.skill
                )
                for skill, one in self.judged.by_skill.items()
            ),
        ]

    def skill_view(self) -> Skill:
        judged, skill = self.judged, self.skill
        assert judged is not None
        practised = judged.known.practice.solo(skill)
        duties = [d for d in duties_in(judged, skill, self.now, working_days(), zone()) if d.is_overdue(self._today)]
        shown = [duty for duty in duties if self.asked.owed in ("", duty.kind)]
        return Skill(
            skill=skill,
            name=skill_name(skill, judged.known.plan.standard),
            state=judged.by_skill[skill].state,
            sentence=explaining(judged, skill, self.names, self._figure, mine=self.mine),
            curve=self._curve(judged),
            asks=self._asks(judged),
            as_of=self._as_of(judged),
            owed=[self._owed(duty) for duty in shown],
            owed_all=self.address() + "#owed" if len(shown) < len(duties) else None,
            decided=[one for one in self.decided if one.decision.skill == skill],
            solo=_alone(len(practised), practised[-1].happened_at if practised else None),
            solo_href=self._figure("solo"),
            recent=facts_of(judged, self.person.id, self.reader_id, skill=skill, size=RECENT),
            all_facts=self.address(show=ALL),
            decide=self._decide(),
        )

    @property
    def _today(self) -> Any:
        return self.now.astimezone(zone()).date()

    def _figure(self, named: str) -> str:
        """The page that lists what a figure counts."""
        if named.startswith("owed-"):
            return self.address(owed=named.removeprefix("owed-")) + "#owed"
        return self.address(show=named)

    def _curve(self, judged: PersonJudgement) -> Mapping[str, Any] | None:
        leads = leads_of(judged, self.skill)
        if not leads:
            return None
        by_record = {made.record_id: made for made in judged.known.practice.tries}
        counted = set(counts_of(judged, self.skill).shows)
        shows = [show.happened_at for show in judged.known.practice.shown(self.skill) if show.record_id in counted]
        points, before = [], None
        for made, lead in leads:
            view = by_record[made.record_id]
            hidden = lead is None or (view.sealed and self.mine)
            points.append(
                {
                    "n": view.number,
                    "level": None if hidden or lead is None else lead.mean_level,
                    "rater": "" if hidden or lead is None else self.names[lead.rater],
                    "shown": any(at <= made.happened_at and (before is None or at > before) for at in shows),
                    "when": day(made.happened_at.astimezone(zone()).date()),
                    "href": url_for("practice.try_page", try_id=view.id),
                }
            )
            before = made.happened_at
        name = skill_name(self.skill, judged.known.plan.standard)
        return {
            "id": "curve", "name": self.person.name, "skill": name, "bar": bar_of(judged, self.skill), "points": points,
            "note": _("Mean level of each reviewed try."),
        }  # fmt: skip

    def _asks(self, judged: PersonJudgement) -> list[Asks]:
        reasons = [reason for reason in judged.by_skill[self.skill].reasons if not self._is_sealed(judged, reason)]
        lines = sorted(reason_lines(reasons), key=lambda line: line.question != "taught")
        return [
            Asks(question(named), [(line, self.address(rule=line.rule)) for line in of_question])
            for named, of_question in groupby(lines, key=lambda line: line.question)
        ]

    def _is_sealed(self, judged: PersonJudgement, reason: Reason) -> bool:
        """Whether a reason would tell the trainee how a try was reviewed on which they have not rated themself."""
        if not self.mine or reason.rule not in _TELL_LEVELS:
            return False
        reviewed = [made.record_id for made, lead in leads_of(judged, self.skill) if lead is not None]
        return bool(sealed_of(judged, self.skill).intersection(reviewed[-3:]))

    def _as_of(self, judged: PersonJudgement) -> str:
        judgement = judged.by_skill[self.skill]
        until = judgement.next_change_at
        if until is None:
            return _("As of %(moment)s. Only a new record can change it.", moment=moment(judgement.as_of))
        return _(
            "As of %(moment)s. Without a new record nothing changes before %(day)s.",
            moment=moment(judgement.as_of), day=day(until.astimezone(zone()).date()),
        )  # fmt: skip

    def _owed(self, duty: Duty) -> Owed:
        by = NOBODY if duty.owed_by is None else str(duty.owed_by)
        arrange = url_for("desk.todo") + "?" + urlencode({"owed_by": by, "at": key_of(duty)}) + "#arrange"
        asked = None if duty.owed_by in (self.reader_id, None) else self.names[duty.owed_by]
        return Owed(
            words=wording.sentence(wording.of_duty(duty)),
            who=wording.owed_by(duty.owed_by, self.names),
            since=_("due %(day)s", day=wording.by_day(duty.due_on)),
            note=wording.arranged(duty, self.names, self.now),
            href="" if self.mine else arrange,
            reminder="" if self.mine else wording.reminder(duty, self.person.name, asked, self._today),
        )

    def _decide(self) -> str | None:
        if not can(self.reader_id, Action.DECIDE, Matter(self.person.id, self._today, self.skill)):
            return None
        return url_for("judgement.decide", person_id=self.person.id, skill=self.skill)

    def listing(self) -> Listing:
        """The facts that were asked for, or all of them while the person is on no path."""
        asked = self.asked
        only = self._only()
        found = facts_of(
            self.judged, self.person.id, self.reader_id, skill=self.skill, kept=asked.kept, only=only, page=asked.page
        )
        here = {"show": asked.show, "kept": asked.kept}
        back, on = asked.page - 1, asked.page + 1
        return Listing(
            title=self._listed(),
            facts=found,
            chips=self._chips(),
            previous=self.address(**here, page=str(back)) if back >= 1 else None,
            next=self.address(**here, page=str(on)) if on <= found.pages else None,
        )

    def _only(self) -> Collection[int] | None:
        """The index lines behind a figure or a reason; None for all."""
        if self.judged is None or not self.skill:
            return None
        if self.asked.rule:
            reasons: Sequence[Reason] = self.judged.by_skill[self.skill].reasons
            return next((r.records for r in reasons if r.rule == self.asked.rule), ())
        counts = counts_of(self.judged, self.skill)
        return {
            "shows": counts.shows,
            "tries": counts.tries,
            "reviews": counts.reviews,
            "held": counts.held,
            "last": counts.last,
            "solo": tuple(made.record_id for made in self.judged.known.practice.solo(self.skill)),
        }.get(self.asked.show)

    def _listed(self) -> str:
        if self.asked.rule in set(Rule) and self.judged is not None and self.skill:
            lines = reason_lines(self.judged.by_skill[self.skill].reasons)
            return next((line.asks for line in lines if line.rule == self.asked.rule), _("Records"))
        return {
            "shows": _("Shows that count"),
            "tries": _("Tries with a trainer"),
            "reviews": _("Reviews by trainers"),
            "held": _("Reviews that hold, of the last three tries"),
            "last": _("The last reviewed tries"),
            "solo": _("Practice alone"),
        }.get(self.asked.show, _("All facts"))

    def _chips(self) -> list[Chip]:
        """All, or one kind of facts."""
        kept = self.asked.kept
        chips = [Chip(_("Everything"), self.address(show=ALL), not kept and self.asked.show == ALL)]
        return [*chips, *(Chip(facts.kept_word(k), self.address(show=ALL, kept=k), kept == k) for k in Kept)]


def _alone(count: int, last: datetime | None) -> str:
    if last is None:
        return ""
    words = ngettext(
        "Practised alone %(num)s time, last on %(day)s", "Practised alone %(num)s times, last on %(day)s", count
    )
    return words % {"num": count, "day": day(last.astimezone(zone()).date())}
