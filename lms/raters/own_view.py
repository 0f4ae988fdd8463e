"""What a rater reads of how they rate: at once, about themself alone, beside the others as one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lms import clock
from lms.i18n import _, language, zone
from lms.people.policy import Action, Matter, can, require
from lms.practice.habits import ItemStanding
from lms.practice.try_view import skill_name
from lms.raters.around import Figures
from lms.raters.calibration import Standing, references_of, standings_of
from lms.raters.findings import ENOUGH_OTHERS, ENOUGH_TRIES, Agreement, agreement, enough
from lms.raters.models import CalibrationAnswer
from lms.raters.telling import Told, look
from lms.raters.who import rates
from lms.raters.words import apart_words, figure_of, item_title, percent, size, title_of, what_to_do

SCALE_END = 1.5  # levels from the others at the ends of the drawn scale


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as it is read. shared_on: from when the manager sees it, None once they do; read: by the rater."""

    title: str
    figure: str
    to_do: str
    shared_on: date | None
    read: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One figure beside that of the others."""

    label: str
    own: str
    others: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A row of a checklist: how far from the others, in words and in levels."""

    title: str
    skill: str
    reviews: int
    words: str
    apart: float


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """A transcript to calibrate by. answer_id: of the last rating; result: how it lay beside the references."""

    skill: str
    skill_name: str
    id: str
    title: str
    due: bool
    done_on: date | None
    answer_id: int | None
    result: Agreement | None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """tells: enough is known to compare; lacking: how many reviews, own and by others, are there and are needed.

    apart, apart_se: from the others, in levels.
    """

    tries: int
    others: int
    tells: bool
    lacking: tuple[tuple[int, int], tuple[int, int]] | None
    apart: float | None
    apart_se: float | None
    lines: tuple[Line, ...]
    rows: tuple[ItemLine, ...]
    cards: tuple[Card, ...]
    transcripts: tuple[TranscriptLine, ...]

    @property
    def unread(self) -> bool:
        return any(not card.read for card in self.cards)

    @property
    def apart_words(self) -> str:
        return apart_words(self.apart)

    def on_scale(self, errors: int = 0) -> int:
        """Where on a scale of 0 to 100 the distance lies, 50 being the others; so many standard errors away from it."""
        apart = (self.apart or 0.0) + errors * (self.apart_se or 0.0)
        return round(50 + 50 * max(-1.0, min(apart / SCALE_END, 1.0)))


def own_page(actor_id: int) -> OwnPage:
    """Raises NotYours for who rates nobody."""
    require(can(actor_id, Action.SEE_OWN_RATING, Matter(actor_id, clock.today(zone()))) and rates(actor_id))
    figures, told = look([actor_id], actor_id)
    mine = figures[actor_id]
    compared = mine.severity.tries >= ENOUGH_TRIES and mine.others_tries >= ENOUGH_OTHERS
    lacking = ((mine.severity.tries, ENOUGH_TRIES), (mine.others_tries, ENOUGH_OTHERS))
    return OwnPage(
        tries=mine.severity.tries,
        others=mine.severity.others,
        tells=compared and enough(mine.severity),
        lacking=None if compared else lacking,
        apart=mine.severity.apart,
        apart_se=mine.severity.apart_se,
        lines=tuple(_lines(mine)) if compared else (),
        rows=tuple(_rows(mine.habits.items)) if compared else (),
        cards=tuple(card_of(one, mine) for one in told[actor_id]),
        transcripts=transcript_lines(standings_of([actor_id])[actor_id]),
    )


def card_of(told: Told, figures: Figures, *, together: bool = False) -> Card:
    return Card(
        title=title_of(told.finding),
        figure=figure_of(told.finding, figures),
        to_do=what_to_do(told.finding, together=together),
        shared_on=None if told.shared else told.shared_on,
        read=told.seen_at is not None,
    )


def _lines(figures: Figures) -> Iterator[Line]:
    habits, severity = figures.habits, figures.severity
    if habits.spread is not None and habits.others_spread is not None:
        yield Line(
            _("How far apart the rows of a review lie, in levels"), size(habits.spread), size(habits.others_spread)
        )
    if habits.others_all_done is not None:
        yield Line(_("Reviews with every row done"), percent(habits.all_done), percent(habits.others_all_done))
    if severity.drift is not None:
        yield Line(_("The last five tries, beside your earlier ones"), apart_words_of_drift(severity.drift), "—")


def apart_words_of_drift(drift: float) -> str:
    return _("as before") if abs(drift) < 0.05 else apart_words(drift)


def _rows(items: Sequence[ItemStanding]) -> list[ItemLine]:
    """Row by row, those farthest from the others first."""
    found = sorted(items, key=lambda one: (-abs(one.apart), one.skill, one.item))
    return [
        ItemLine(item_title(one.skill, one.item), skill_name(one.skill), one.own, apart_words(one.apart), one.apart)
        for one in found
    ]


def transcript_lines(standings: Sequence[Standing]) -> tuple[TranscriptLine, ...]:
    done = {one.done.transcript_hash for one in standings if one.done is not None}
    frozen = references_of(done) if done else {}
    results: Mapping[str, Mapping[str, int]] = {
        hash_: {one.item: one.level for one in transcript.references} for hash_, transcript in frozen.items()
    }
    return tuple(_line(one, one.done, results) for one in standings)


def _line(
    standing: Standing, done: CalibrationAnswer | None, references: Mapping[str, Mapping[str, int]]
) -> TranscriptLine:
    closed_at = done.closed_at if done else None
    return TranscriptLine(
        skill=standing.skill.id,
        skill_name=standing.skill.name.in_(language()),
        id=standing.transcript.id,
        title=standing.transcript.title.in_(language()),
        due=standing.due,
        done_on=closed_at.astimezone(zone()).date() if closed_at else None,
        answer_id=done.id if done else None,
        result=agreement(done.levels, references[done.transcript_hash]) if done else None,
    )
