"""Who else rates in the demo company: a guest by a link, second looks, and somebody who asks to be watched just now."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from lms import clock
from lms.db import transaction
from lms.ops.demo import words
from lms.ops.demo.company import CALLS, VISIT
from lms.ops.demo.days import at
from lms.ops.demo.telling import Company, History, later
from lms.practice import reviews
from lms.practice.reading import TryView, practice_of
from lms.practice.reviews import Tap
from lms.practice.rules import Level, ReviewKind
from lms.practice.seats import Part, give
from lms.raters import guests, second, watching

ASKED_AGO = timedelta(minutes=6)


def add(told: History, company: Company) -> None:
    """林夏's last call was heard by a guest. 孟秋 asked for a second look twice: one is done, one waits for 陈砚."""
    back = company.days.back
    told.at(at(back(3), "10:50"), partial(_guest, company, "lin", "chen"))
    told.at(at(back(9), "14:50"), partial(_plays_customer, company, "meng", "zhou"))
    told.at(at(back(8), "09:10"), partial(_ask, company, "meng", words.SECOND_LOOK))
    told.at(at(back(8), "13:00"), partial(_look_again, company, "meng", "zhou"))
    told.at(at(back(3), "14:50"), partial(_plays_customer, company, "meng", "chen"))
    told.at(at(back(2), "09:20"), partial(_ask, company, "meng", words.SECOND_LOOK_WAITS))


def ask_now(company: Company) -> None:
    """林夏 has asked to be watched a few minutes ago, by the clock of whoever makes the company."""
    with transaction(), clock.standing_at(clock.now() - ASKED_AGO):
        watching.ask(company.ids["lin"], VISIT, words.PLACE, "watch lin")


def _last(company: Company, person: str, skill: str) -> TryView:
    who = company.ids[person]
    return practice_of([who])[who].live(skill)[-1]


def _guest(company: Company, person: str, trainer: str) -> None:
    made = _last(company, person, CALLS)
    lead = made.lead
    assert lead is not None
    invited = guests.invite(company.ids[trainer], made.id, words.GUEST, f"guest {person}")
    with later(90):
        guests.begin(invited.address.rpartition("/")[2])
        guest = guests.guests_at(made.id)[0]
        assert guest.review_id is not None
    with later(300):
        _rate(guest.person_id, guest.review_id, _a_little_other(lead.levels))


def _plays_customer(company: Company, person: str, other: str) -> None:
    give(_last(company, person, VISIT).id, company.ids[other], Part.CUSTOMER, company.ids[person])


def _ask(company: Company, person: str, why: str) -> None:
    made = _last(company, person, VISIT)
    assert made.lead is not None
    second.ask(company.ids[person], made.lead.id, why, f"second {made.id}")


def _look_again(company: Company, person: str, other: str) -> None:
    made, who = _last(company, person, VISIT), company.ids[other]
    lead = made.lead
    assert lead is not None
    (look,) = second.looks_at(made.id)
    second.take(who, look.id, f"take {look.id}")
    review = reviews.open_row(made.id, who, ReviewKind.TRAINER)
    with later(600):
        _rate(who, review, _a_little_other(lead.levels))


def _a_little_other(levels: Mapping[str, int]) -> dict[str, int]:
    """As somebody else saw it: two rows a level higher where there is one, the rest the same."""
    higher = [item for item, level in levels.items() if level < Level.DONE_WELL][:2]
    return {item: level + (item in higher) for item, level in levels.items()}


def _rate(rater_id: int, review_id: int, levels: Mapping[str, int]) -> None:
    now = clock.now()
    taps = [Tap(seq, item, level, seq * 20, now) for seq, (item, level) in enumerate(levels.items(), start=1)]
    reviews.rate(rater_id, review_id, taps)
    reviews.end_review(rater_id, review_id, len(taps))
