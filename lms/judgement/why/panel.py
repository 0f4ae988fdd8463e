"""Why a state was found, as pages show it: the reasons under plain questions, and what the curve says in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for

from lms.i18n import _, day, level, moment, ngettext, sentences, zone
from lms.judgement import proposal_words
from lms.judgement.evidence import State
from lms.judgement.method.costs import cost_told
from lms.judgement.proposing import PLAIN_TRIES, asks_statistics
from lms.judgement.response import Response
from lms.judgement.service import PersonJudgement
from lms.judgement.states import Reason, Rule
from lms.judgement.thresholds import Tier
from lms.judgement.why.curve import FEWEST_OTHERS
from lms.judgement.wording import Question, ReasonLine, question, reason_lines

FEWEST_TO_SAY = 4  # counted tries; of fewer a page says nothing of the curve
UNMOVED = 0.15  # levels, under which nothing is said to have moved
EVEN = 0.5  # chance of flat from which another skill is called the same
_WITHOUT_STATISTICS = frozenset(
    {Rule.ANY_RATER_LEFT_OUT, Rule.ODDS_OF_FLAT, Rule.EVIDENCE_FOR_FLAT, Rule.CHANCE_TO_REACH_BAR}
)


@dataclass(frozen=True, slots=True)
class Line:
    """A reason with the address of its records, empty where they are other people's.

    working: the address says how it is worked out.
    """

    reason: ReasonLine
    href: str
    working: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The reasons under one plain question; note: what is said in their place, or after them."""

    words: str
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """What the panel shows. foot: with which method, estimate and settings, as of when and until when."""

    asks: tuple[Asked, ...]
    foot: str


def why_of(judged: PersonJudgement, skill: str) -> Why:
    """The reasons of one skill as the reader of this judgement may see them: the same to trainee, trainer, manager."""
    statistics = asks_statistics(judged.basis.thresholds)
    told = lines_asked(judged.by_skill[skill].reasons, statistics=statistics)
    instead = _instead(judged, skill)
    asks = []
    for named in Question:
        if named is Question.MORE and instead:
            asks.append(Asked(question(named), (), instead))
        elif named is not Question.ELSE or _reads_curve(judged, skill):
            note = _counted_plainly(judged, skill) if named is Question.MORE and not statistics else ""
            asks.append(Asked(question(named), tuple(_lines(judged, skill, told, named)), note))
    return Why(tuple(one for one in asks if one.lines or one.note), _foot(judged, skill))


def _people(count: int) -> str:
    return ngettext("%(num)s person", "%(num)s people", count) % {"num": count} if count >= FEWEST_OTHERS else ""


def _reads_curve(judged: PersonJudgement, skill: str) -> bool:
    """Whether there is a curve to explain."""
    holds = judged.by_skill[skill].state is State.READY
    return not holds and len(judged.responses[skill].telling) >= FEWEST_TO_SAY


def _instead(judged: PersonJudgement, skill: str) -> str:
    """Why it is not asked whether more of the same would help; empty where it is."""
    judgement, counted = judged.by_skill[skill], len(judged.responses[skill].telling)
    if judgement.state is State.READY:
        return _("It holds, so this is not asked.")
    if counted < FEWEST_TO_SAY:
        words = ngettext(
            "Too little to say anything of the curve: %(num)s try counts, %(asked)s are needed.",
            "Too little to say anything of the curve: %(num)s tries count, %(asked)s are needed.",
            counted,
        )
        return words % {"num": counted, "asked": judged.basis.thresholds.tries}
    if judgement.debts:
        return _("While something is owed, this is not asked, whatever the tries say.")
    return ""


def _counted_plainly(judged: PersonJudgement, skill: str) -> str:
    """Of the tier that asks no statistics: what was counted in their place, and what that costs in errors."""
    levels = [one.level for one in judged.responses[skill].telling]
    counted = (
        _("Of the tries that count, the first five stand at %(first)s and the last five at %(last)s.",
          first=level(sum(levels[:5]) / 5), last=level(sum(levels[-5:]) / 5))
        if len(levels) >= PLAIN_TRIES
        else _("For that, %(asked)s tries must count; %(num)s do.", asked=PLAIN_TRIES, num=len(levels))
    )  # fmt: skip
    by_hand = _("Here it is found by counting alone: the last five must stand no higher than the first five.")
    return sentences([by_hand, counted, _("No statistics were asked."), cost_told(Tier.PLAIN)])


def lines_asked(reasons: Sequence[Reason], *, statistics: bool) -> list[ReasonLine]:
    """The lines of these reasons, without those that ask nothing where no statistics are asked."""
    return [one for one in reason_lines(reasons) if statistics or one.rule not in _WITHOUT_STATISTICS]


def _lines(judged: PersonJudgement, skill: str, told: list[ReasonLine], named: Question) -> Iterator[Line]:
    tries = judged.responses[skill].tries
    no_break = not tries or not tries[-1].breaks
    for line in told:
        says_nothing = no_break and line.rule is Rule.TRIES_SINCE_BREAK and line.holds
        if line.question is not named or says_nothing:
            continue
        if line.rule in proposal_words.OF_OTHERS:
            yield Line(replace(line, records=_people(judged.responses[skill].cohort.people)), "")
        elif line.rule in proposal_words.WORKED_OUT:
            yield Line(line, url_for("judgement.method") + "#curve", working=True)
        else:
            yield Line(line, url_for("desk.story", person_id=judged.person_id, skill=skill, rule=line.rule))


def _foot(judged: PersonJudgement, skill: str) -> str:
    judgement, basis = judged.by_skill[skill], judged.basis
    proposed = judgement.state is State.UNTRAINABLE
    until = judgement.next_change_at
    made_at = basis.cohort.made_at
    parts = [
        _("A question for people, not a verdict.") if proposed else _("Found by rules; what follows, people decide."),
        _(
            "Method %(method)s, %(estimate)s, %(settings)s, as of %(moment)s.",
            method=version_of(judgement.method),
            estimate=_("estimate %(number)s of %(day)s", number=basis.cohort.version, day=_day(made_at))
            if made_at
            else _("no estimate yet"),
            settings=settings_told(basis.settings_version),
            moment=moment(judgement.as_of),
        ),
        _("Without a new record nothing changes before %(day)s.", day=day(until.astimezone(zone()).date()))
        if until
        else _("Only a new record can change it."),
    ]
    return sentences(parts)


def version_of(method: str) -> str:
    """The number by which people speak of a method: 1 for `curves-1`."""
    return method.rpartition("-")[2]


def settings_told(version: int) -> str:
    """Which thresholds were in force."""
    return _("settings %(number)s", number=version) if version else _("default settings")


def _day(moment: datetime) -> str:
    return day(moment.astimezone(zone()).date(), weekday=False)


def response_told(judged: PersonJudgement, skill: str) -> list[str]:
    """What the curve says, in sentences to stand after what was given and done; none where it says too little.

    Of a skill that holds or has not begun nothing is said, and the chance only where a manager is asked to look.
    """
    state, response = judged.by_skill[skill].state, judged.responses[skill]
    if state in (State.READY, State.UNKNOWN) or len(response.telling) < FEWEST_TO_SAY:
        return []
    told = [_where_it_stands(response)]
    if state is State.UNTRAINED:
        return [*told, _("While teaching is owed, nothing is concluded from this.")]
    if state is State.UNTRAINABLE:
        told += _on_other_skills(judged, skill)
        if response.chance is not None:
            chance = proposal_words.percent(response.chance)
            told.append(
                _("If we go on in the same way, the chance to reach the bar in six more tries is %(chance)s.",
                  chance=chance)
            )  # fmt: skip
    return told


def _where_it_stands(response: Response) -> str:
    last = min(5, len(response.telling))
    values: dict[str, object] = {"num": last, "level": level(response.last_five or 0.0)}
    if response.gained is None or response.usual is None:
        return _("The last %(num)s that count stand at %(level)s of 3.", **values)
    values |= {"gained": level(response.gained), "usual": level(response.usual)}
    moved = response.gained >= UNMOVED
    if response.cohort.people < FEWEST_OTHERS:
        if moved:
            return _("The last %(num)s that count stand at %(level)s of 3, about %(gained)s gained so far.", **values)
        return _("The last %(num)s that count stand at %(level)s of 3 and have not moved.", **values)
    if moved:
        return _(
            "The last %(num)s that count stand at %(level)s of 3, about %(gained)s gained so far; people on this skill"
            " usually gain %(usual)s by now.",
            **values,
        )
    return _(
        "The last %(num)s that count stand at %(level)s of 3 and have not moved; people on this skill usually gain"
        " %(usual)s by now.",
        **values,
    )


def _on_other_skills(judged: PersonJudgement, skill: str) -> list[str]:
    """How the person's other skills go, of which enough is known."""
    others = [
        one.flat
        for name, one in judged.responses.items()
        if name != skill and one.flat is not None and len(one.telling) >= FEWEST_TO_SAY
    ]
    same = sum(flat >= EVEN for flat in others)
    told = []
    if same:
        words = ngettext("On %(num)s other skill the same.", "On %(num)s other skills the same.", same)
        told.append(words % {"num": same})
    if len(others) > same:
        grows = len(others) - same
        words = ngettext("On %(num)s other skill it moves.", "On %(num)s other skills it moves.", grows)
        told.append(words % {"num": grows})
    return told


def is_slower(judged: PersonJudgement, skill: str) -> bool:
    """Whether a trainer is told "slower than usual: teach it differently now".

    A note that can be wrong at little cost: asked of who is on plan and not proposed, beside people who are known.
    """
    response, asked = judged.responses[skill], judged.basis.thresholds
    known = response.cohort.people >= FEWEST_OTHERS and len(response.telling) >= FEWEST_TO_SAY
    on_plan = judged.by_skill[skill].state is State.ON_PLAN
    return on_plan and known and response.ratio is not None and response.ratio >= asked.slower
