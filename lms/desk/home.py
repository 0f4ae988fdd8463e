"""A trainee's first page: the one next step, what today holds, what waits, what we owe, and how the skills stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.db import session
from lms.desk import wording
from lms.desk.cards import Card, Line, card_of, waiting_line
from lms.desk.duties import Duty, duties_of
from lms.desk.figures import marks_of, reason_of
from lms.desk.names import names_of
from lms.desk.rules import Booked, Situation, Step, ToConfirm, ToFinish, ToPractise, ToRead, next_step
from lms.i18n import _, ngettext, zone
from lms.judgement.decisions import Decided, decisions_of
from lms.judgement.evidence import DebtKind, State
from lms.judgement.service import PersonJudgement, judgement_of
from lms.judgement.states import Rule
from lms.judgement.wording import skill_name
from lms.plan.lesson_view import next_section
from lms.plan.progress import Progress, all_progress
from lms.plan.rules import week_of
from lms.plan.service import coach_for, working_days
from lms.practice.models import Change
from lms.practice.reading import TryView
from lms.practice.rules import Mark, ShowStanding

LOOK_BACK_FOR = timedelta(days=7)  # an agreed change that was not found within a week is not found any more
PLAY_LASTS = timedelta(hours=12)
DECISION_IS_FRESH = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of today's plan. state: done, now or open."""

    title: str
    state: str
    end: str
    second: str | None
    href: str | None


@dataclass(frozen=True, slots=True)
class SkillLine:
    name: str
    words: str
    tries: tuple[Mark, ...] | None
    skill: str


@dataclass(frozen=True, slots=True)
class Home:
    """What the page shows. owed: sentences about what is overdue."""

    today: date
    week: int
    card: Card
    planned: list[Planned]
    waiting: list[Line]
    owed: list[str]
    skills: list[SkillLine]
    calendar_known: bool
