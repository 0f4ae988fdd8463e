"""Facts of a person's file that were asked for: all, one kind, or just those behind a figure or a reason."""

from collections.abc import Collection
from dataclasses import dataclass

from lms.desk.facts import Facts, Kept, facts_of, kept_word
from lms.desk.reading import ALL, Reading
from lms.i18n import _
from lms.judgement.service import PersonJudgement
from lms.judgement.states import Rule
from lms.judgement.why.figures import counts_of
from lms.judgement.wording import reason_lines


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of facts. chips: the kinds of facts; previous and next: the pages before and after."""

    title: str
    facts: Facts
    chips: list[Chip]
    previous: str | None
    next: str | None


def listing_of(reading: Reading) -> Listing:
    asked = reading.asked
    only = _only(reading, reading.judged) if reading.judged is not None and reading.skill else None
    found = facts_of(
        reading.judged, reading.person.id, reading.reader_id, skill=reading.skill, kept=asked.kept, only=only,
        page=asked.page,
    )  # fmt: skip
    here = {"show": asked.show, "kept": asked.kept}
    return Listing(
        title=_title(reading),
        facts=found,
        chips=_chips(reading),
        previous=reading.address(**here, page=str(found.page - 1)) if found.page > 1 else None,
        next=reading.address(**here, page=str(found.page + 1)) if found.page < found.pages else None,
    )


def _only(reading: Reading, judged: PersonJudgement) -> Collection[int] | None:
    """The index lines behind a figure or a reason; None for all."""
    asked = reading.asked
    if asked.rule:
        reasons = judged.by_skill[reading.skill].reasons
        return next((reason.records for reason in reasons if reason.rule == asked.rule), ())
    counts, practice = counts_of(judged, reading.skill), judged.known.practice
    without_trainer = (*practice.solo(reading.skill), *practice.peer(reading.skill))
    return {
        "shows": counts.shows,
        "tries": counts.tries,
        "reviews": counts.reviews,
        "held": counts.held,
        "last": counts.last,
        "solo": tuple(made.record_id for made in without_trainer),
    }.get(asked.show)


def _title(reading: Reading) -> str:
    asked = reading.asked
    if asked.rule in set(Rule) and reading.judged is not None and reading.skill:
        lines = reason_lines(reading.judged.by_skill[reading.skill].reasons)
        return next((line.asks for line in lines if line.rule == asked.rule), _("Records"))
    return {
        "shows": _("Shows that count"),
        "tries": _("Tries with a trainer"),
        "reviews": _("Reviews by trainers"),
        "held": _("Reviews that hold, of the last three tries"),
        "last": _("The last reviewed tries"),
        "solo": _("Practice without a trainer"),
    }.get(asked.show, _("All facts"))


def _chips(reading: Reading) -> list[Chip]:
    """All, or one kind of facts."""
    kept = reading.asked.kept
    every = Chip(_("Everything"), reading.address(show=ALL), not kept and reading.asked.show == ALL)
    return [every, *(Chip(kept_word(k), reading.address(show=ALL, kept=k), kept == k) for k in Kept)]
