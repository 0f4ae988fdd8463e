"""One person's story: an overview of one skill, or the facts of their file."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from lms.desk import wording
from lms.desk.listing import Listing, listing_of
from lms.desk.names import names_of
from lms.desk.overview import Overview, overview_of
from lms.desk.reading import ALL, Asked, Reading, reading_of
from lms.desk.wording import Names
from lms.i18n import _, day, within_quotes, zone
from lms.judgement.evidence import State
from lms.judgement.wording import named_together, skill_name
from lms.people.policy import Action
from lms.plan.rules import week_of
from lms.quizzes.timing import more_time


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    state: State | None
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Story:
    """What the page shows. mine: the reader is the person; either a skill or a listing of facts.

    enrol: where the person's path can be started, while they are on none; link: words and address of the link with
    which they come in; time: their extra time in checks, and where it is changed, empty for who may not change it;
    printed: what paper has to say where the screen has its tabs; away: until when they are on leave; absences: where
    that is read and noted, None for who has none to read and may note none; file: the training file, None for who may
    not take it.
    """

    person_id: int
    name: str
    mine: bool
    state: State | None
    week: int
    coaches: str
    tabs: list[Tab]
    skill: Overview | None
    listing: Listing | None
    names: Names
    enrol: str | None
    link: tuple[str, str] | None
    time: tuple[str, str] | None
    printed: str
    away: str
    absences: str | None
    file: str | None


def story_of(reader_id: int, person_id: int, asked: Asked, now: datetime) -> Story:
    """The story as somebody may read it. Raises NotYours."""
    reading = reading_of(reader_id, person_id, asked, now)
    judged = reading.judged
    lists = asked.lists_facts or judged is None
    may_enrol = judged is None and Action.ENROL in reading.may
    return Story(
        person_id=person_id,
        name=reading.person.name,
        mine=reading.mine,
        state=judged.state if judged else None,
        week=week_of(judged.known.plan.start_on, reading.today) if judged else 0,
        coaches=_coaches(reading),
        tabs=_tabs(reading),
        skill=overview_of(reading, judged) if judged is not None and not lists else None,
        listing=listing_of(reading) if lists else None,
        names=reading.names,
        enrol=url_for("plan.enrol", person_id=person_id) if may_enrol else None,
        link=_link(reading),
        time=_time(reading),
        printed=wording.printed(now, _about(reading)),
        away=wording.away(judged.known.plan.away, reading.today) if judged else "",
        absences=_absences(reading),
        file=_file(reading),
    )


def _about(reading: Reading) -> str:
    """The skill that is read about, which on a screen the tabs tell."""
    if reading.judged is None:
        return ""
    standard = reading.judged.known.plan.standard
    return skill_name(reading.skill, standard) if reading.skill else _("All skills")


def _absences(reading: Reading) -> str | None:
    """For who may note leave, and for the person where some was noted."""
    person_id, judged = reading.person.id, reading.judged
    if Action.NOTE_ABSENCE in reading.may or (judged is not None and judged.known.plan.away):
        return url_for("absences.listed", person_id=person_id)
    return None


def _file(reading: Reading) -> str | None:
    """For whoever may take it."""
    person_id = reading.person.id
    return url_for("file.page", person_id=person_id) if Action.SEE_FILE in reading.may else None


def _link(reading: Reading) -> tuple[str, str] | None:
    """To a person who has been in: another password; to who has not: an invitation."""
    person = reading.person
    if reading.mine or person.suspended_at is not None or Action.INVITE not in reading.may:
        return None
    words = _("Reset link") if person.password_hash else _("Invitation link")
    return words, url_for("people.link", person_id=person.id)


def _time(reading: Reading) -> tuple[str, str] | None:
    """Told to the person where they have some, and to who may give it."""
    person_id = reading.person.id
    gives = not reading.mine and Action.GIVE_TIME in reading.may
    stands = more_time(person_id) if gives or reading.mine else None
    if stands is None:
        return (_("Time in checks: as everybody"), url_for("marking.more", person_id=person_id)) if gives else None
    by = names_of([stands.given_by])[stands.given_by]
    on = day(stands.given_at.astimezone(zone()).date(), weekday=False)
    words = _(
        "Time in checks: +%(percent)s%%, since %(day)s, by %(name)s: “%(why)s”",
        percent=stands.percent,
        day=on,
        name=by,
        why=within_quotes(stands.why),
    )
    return words, url_for("marking.more", person_id=person_id) if gives else ""


def _coaches(reading: Reading) -> str:
    if reading.judged is None:
        return ""
    names = list(dict.fromkeys(coach.name for coach in reading.judged.known.coaches))
    return _("coached by %(names)s", names=named_together(names)) if names else ""


def _tabs(reading: Reading) -> list[Tab]:
    """A tab a skill; among facts one for all skills, and each keeps the kind of facts."""
    if reading.judged is None:
        return []
    standard, asked = reading.judged.known.plan.standard, reading.asked
    facts = {"show": ALL, "kept": asked.kept} if asked.show == ALL or asked.kept else {}
    every = [Tab(_("All skills"), None, reading.address(**facts, skill=""), not reading.skill)] if facts else []
    return [
        *every,
        *(
            Tab(skill_name(skill, standard), one.state, reading.address(**facts, skill=skill), skill == reading.skill)
            for skill, one in reading.judged.by_skill.items()
        ),
    ]
