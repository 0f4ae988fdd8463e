"""The file as a page shows it: contents by kind and by skill, and every line in its order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.desk.file import withheld
from lms.desk.file.loading import File, Line
from lms.desk.file.titles import title_of
from lms.desk.file.told import READERS, Pairs, Sheet, Told
from lms.i18n import _, day, moment, zone
from lms.judgement.wording import skill_name
from lms.records.models import Verb
from lms.records.sealing import Fault, Why

SHORT = 12  # characters of a digest on a page; the JSON has all 64
AT_ONCE = timedelta(minutes=1)  # what is recorded within it was recorded when it happened


@dataclass(frozen=True, slots=True)
class Correction:
    """That a line no longer stands: in which line it says so, and in words. words: empty while that is sealed."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as a page shows it.

    recorded: when, where that was not when it happened; same_as: the line that tells the same row for another skill;
    withheld: when the row opens; broken: in words, why the file does not hold from here on.
    """

    number: int
    title: str
    at: str
    happened: str
    recorded: str
    by: str
    skill: str
    pairs: Pairs
    sheets: Sequence[Sheet]
    about: Sequence[tuple[str, int]]
    versions: Pairs
    same_as: int | None
    correction: Correction | None
    withheld: str
    broken: str
    digest: str
    seal: str


@dataclass(frozen=True, slots=True)
class Span:
    """Lines that follow each other without a gap."""

    first: int
    last: int

    @property
    def words(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True)
class Heading:
    """One entry of the contents. count: how many lines there are of it."""

    words: str
    count: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class FilePage:
    """What the page shows. taken: by whom and when; withheld: how many lines may not be known yet; seal: the last."""

    person_id: int
    name: str
    taken: str
    running: str
    entries: list[Entry]
    by_kind: list[Heading]
    by_skill: list[Heading]
    days: str
    withheld: int
    broken: str
    seal: str


def page_of(file: File, now: datetime) -> FilePage:
    name = file.person.name
    return FilePage(
        person_id=file.person.id,
        name=name,
        taken=_("taken by %(name)s, %(moment)s", name=file.name(file.reader_id), moment=moment(now, year=True)),
        running=_("Training file of %(name)s, %(day)s", name=name, day=_day(now)),
        entries=[_entry(file, line) for line in file.lines],
        by_kind=contents(file.lines, lambda line: group_of(line.record.verb)),
        by_skill=contents(file.lines, lambda line: skill_name(line.record.skill, file.standard) if line.record.skill
                          else _("No single skill")),
        days=_days(file.lines),
        withheld=sum(line.withheld is not None for line in file.lines),
        broken=fault_words(file.fault) if file.fault else "",
        seal=file.head[1] if file.head else "",
    )  # fmt: skip


def _entry(file: File, line: Line) -> Entry:
    record = line.record
    same_as = line.first if line.first != line.number else None
    told = READERS[record.kind](file, line) if line.is_told and record.kind in READERS and same_as is None else Told()
    fault = file.fault
    return Entry(
        number=line.number,
        title=title_of(file, line),
        at=record.happened_at.isoformat(),
        happened=moment(record.happened_at, year=True),
        recorded=moment(record.recorded_at, year=True)
        if abs(record.recorded_at - record.happened_at) >= AT_ONCE
        else "",
        by=file.name(record.actor_id),
        skill=skill_name(record.skill, file.standard) if record.skill else "",
        pairs=[(label, value) for label, value in told.pairs if value],
        sheets=told.sheets,
        about=[(label, number) for label, number in told.about if number is not None],
        versions=[(label, one[:SHORT]) for label, one in told.versions if one],
        same_as=same_as,
        correction=_correction(file, line),
        withheld=withheld.words(line.withheld) if line.withheld else "",
        broken=fault_words(fault) if fault and fault.number == line.number else "",
        digest=record.digest[:SHORT],
        seal=record.seal[:SHORT],
    )


def _correction(file: File, line: Line) -> Correction | None:
    by = file.corrections.get(line.source)
    if by is None:
        return None
    words = ""
    if by.is_told and by.body is not None:
        on = _day(by.record.happened_at)
        words = _("Corrected by %(name)s on %(day)s: %(why)s", name=file.name(by.record.actor_id), day=on,
                  why=by.body["why"])  # fmt: skip
    return Correction(by.number, words)


def fault_words(fault: Fault) -> str:
    """Where a file does not hold, and why."""
    return {
        Why.MISSING: _("Entry %(number)s is missing.", number=fault.number),
        Why.ALTERED: _("Entry %(number)s was altered, or one before it.", number=fault.number),
        Why.UNKNOWN: _("Nobody knows the kind of entry %(number)s.", number=fault.number),
        Why.GONE: _("What entry %(number)s records is gone.", number=fault.number),
        Why.CHANGED: _("What entry %(number)s records was changed afterwards.", number=fault.number),
        Why.CUT: _("The entries from %(number)s on were cut off.", number=fault.number),
    }[fault.why]


def contents(lines: Sequence[Line], named: Callable[[Line], str]) -> list[Heading]:
    """Where to find what, in the order in which it begins."""
    found: dict[str, list[int]] = {}
    for line in lines:
        found.setdefault(named(line), []).append(line.number)
    return [Heading(words, len(numbers), tuple(spans(numbers))) for words, numbers in found.items()]


def spans(numbers: Iterable[int]) -> list[Span]:
    """Rising numbers as spans without gaps."""
    found: list[Span] = []
    for number in numbers:
        if found and found[-1].last == number - 1:
            found[-1] = Span(found[-1].first, number)
        else:
            found.append(Span(number, number))
    return found


def group_of(verb: str) -> str:
    """Under what a line stands in the contents."""
    match verb:
        case Verb.ENROLLED | Verb.ACKNOWLEDGED:
            return _("Path and standard")
        case Verb.READ | Verb.TAUGHT | Verb.ANSWERED | Verb.MARKED | Verb.REGRADED:
            return _("Reading, classes and quizzes")
        case Verb.SHOWN | Verb.CONFIRMED | Verb.NOT_SEEN:
            return _("Shows")
        case Verb.TRIED:
            return _("Tries")
        case Verb.REVIEWED | Verb.SELF_RATED | Verb.AGREED:
            return _("Reviews and agreed changes")
        case Verb.PRACTISED | Verb.PEER_RATED:
            return _("Practice without a trainer")
        case Verb.AWAY | Verb.OFFERED:
            return _("Leave, and offers not come to")
        case Verb.CONSENTED | Verb.REFUSED | Verb.RECORDED | Verb.REMOVED:
            return _("Recordings")
        case Verb.PROPOSED | Verb.DECIDED | Verb.REPLIED | Verb.CLOSED:
            return _("Decisions and replies")
        case Verb.CALIBRATED:
            return _("Rating to calibrate")
        case Verb.CORRECTED:
            return _("Corrections")
        case _:
            return _("Other records")


def _days(lines: Sequence[Line]) -> str:
    """From which day to which the lines tell."""
    if not lines:
        return ""
    happened = [line.record.happened_at for line in lines]
    return _("%(first)s to %(last)s", first=_day(min(happened)), last=_day(max(happened)))


def _day(at: datetime) -> str:
    return day(at.astimezone(zone()).date(), weekday=False, year=True)
