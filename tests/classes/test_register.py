"""A register: opened with those for whom it is planned, signed in to by a code, saved once for all, and mended."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from lms import clock
from lms.classes import opening, saving, signing
from lms.classes.models import ClassPlace, ClassSession, ModuleTaught
from lms.classes.reading import learnt_by
from lms.classes.register_view import class_page, classes_of, registers_with
from lms.classes.rules import Mark, Standing, Taught
from lms.db import session, transaction
from lms.errors import AlreadyClosed, Conflict, KeyReused, NotYours, Unusable
from lms.judgement.evidence import DebtKind
from lms.judgement.service import judgement_of
from lms.people.brakes import TooManyTries
from lms.people.models import Coaching, Membership, Person, Role
from lms.plan import service as plan
from lms.plan.absences import Days, note_absence
from lms.practice.models import Show
from lms.practice.reading import practice_of
from lms.practice.rules import ShowStanding
from lms.records.notices import unread_of
from lms.records.service import first_bad_line
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.practice.plays import SKILL, TEN, at, clock_at, key, verbs

MODULE = "telephone-selling"
READ = Taught(module=MODULE)
SHOW = Taught(skill=SKILL)


@pytest.fixture
def newcomers(cast: Cast) -> list[int]:
    """Four trainees of the trainer's, on the path since day one; the first is the standing one."""
    with transaction():
        others = [Person(name=name, email=f"{n}@example.com", created_at=BEGAN) for n, name in enumerate("甲乙丙")]
        session().add_all(others)
        session().flush()
        for one in others:
            session().add(Membership(person_id=one.id, team_id=cast.team, role=Role.TRAINEE, from_on=DAY_ONE))
            session().add(Coaching(trainer_id=cast.trainer, trainee_id=one.id, from_on=DAY_ONE))
        ids = [cast.trainee, *(one.id for one in others)]
    with clock.standing_at(BEGAN):
        for one in ids:
            plan.enrol(cast.manager, one, "sales", DAY_ONE, key())
    return ids


def opened(cast: Cast, taught: Taught, minutes: float = 0) -> int:
    with clock_at(minutes):
        return opening.open_class(cast.trainer, taught, at(minutes), "会议室3", key())


def save(cast: Cast, made: int, marks: dict[int, Mark], its_key: str = "", minutes: float = 30) -> None:
    with clock_at(minutes):
        saving.save(cast.trainer, made, marks, its_key or key())


def each(people: list[int], *marks: Mark) -> dict[int, Mark]:
    return dict(zip(people, marks, strict=True))


ALL_FOUR = (Mark.ATTENDED, Mark.LATE, Mark.OFFERED, Mark.ABSENT)


def owed(person: int, kind: DebtKind, minutes: float = 60) -> list[tuple[str, int]]:
    session().rollback()
    found = judgement_of(person, at(minutes))
    assert found is not None
    return [(debt.subject, debt.ordinal) for _skill, debt in found.debts if debt.kind is kind]


def test_those_for_whom_it_is_planned_are_on_the_register(cast: Cast, newcomers: list[int]) -> None:
    made = opened(cast, SHOW)
    with clock_at():
        page = class_page(cast.trainer, made)
    assert {line.person_id for line in page.lines} == {*newcomers}
    assert {line.mark for line in page.lines} == {Mark.ATTENDED}
    assert page.others == []


def test_one_save_gives_a_show_to_all_who_were_there_and_offers_it_to_who_did_not_come(
    cast: Cast, newcomers: list[int]
) -> None:
    made = opened(cast, SHOW)
    save(cast, made, each(newcomers, *ALL_FOUR))
    assert session().scalar(select(func.count()).select_from(Show)) == 1
    practice = practice_of(newcomers)
    standings = [practice[one].shows[0].standing if one in practice else None for one in newcomers]
    assert standings == [ShowStanding.OFFERED, ShowStanding.OFFERED, ShowStanding.ABSENT, None]
    assert [verbs(one)[1:] for one in newcomers] == [["shown"], ["shown"], ["offered"], []]
    assert all(first_bad_line(one) is None for one in newcomers)


def test_a_module_taught_is_paid_one_offered_in_vain_is_not_owed_again_and_leave_changes_nothing(
    cast: Cast, newcomers: list[int]
) -> None:
    made = opened(cast, READ)
    save(cast, made, each(newcomers, *ALL_FOUR))
    assert [(MODULE, 1) in owed(one, DebtKind.MODULE) for one in newcomers] == [False, False, False, True]
    assert [verbs(one)[1:] for one in newcomers] == [["taught"], ["taught"], ["offered"], []]
    learnt = learnt_by(newcomers)
    assert set(learnt) == set(newcomers[:3])
    assert learnt[newcomers[0]].done[MODULE].in_class
    assert [one.module for one in learnt[newcomers[2]].not_come] == [MODULE]
    assert [len(unread_of(one)) for one in newcomers] == [1, 1, 1, 0]
    assert all(first_bad_line(one) is None for one in newcomers)


def test_saving_twice_writes_once(cast: Cast, newcomers: list[int]) -> None:
    made, marks = opened(cast, READ), each(newcomers, *ALL_FOUR)
    save(cast, made, marks, "same")
    save(cast, made, marks, "same")
    with pytest.raises(KeyReused):
        save(cast, made, {**marks, newcomers[0]: Mark.LATE}, "same")
    with pytest.raises(AlreadyClosed):
        save(cast, made, marks, "another")
    with pytest.raises(AlreadyClosed), clock_at():
        opening.discard(cast.trainer, made)
    assert session().scalar(select(func.count()).select_from(ModuleTaught)) == 3


def test_a_class_entered_later_says_when_it_was_and_when_it_was_entered(cast: Cast, newcomers: list[int]) -> None:
    with clock_at(days=3):
        made = opening.open_class(cast.trainer, READ, TEN, "", key())
        saving.save(cast.trainer, made, dict.fromkeys(newcomers, Mark.ATTENDED), key())
        assert class_page(cast.trainer, made).entered_later
    row = session().scalars(select(ModuleTaught)).first()
    assert row is not None
    assert (row.happened_at, row.recorded_at) == (TEN, at(days=3))


def test_a_class_is_saved_once_it_has_begun(cast: Cast, newcomers: list[int]) -> None:
    with clock_at(-60):
        made = opening.open_class(cast.trainer, READ, TEN, "", key())
    with pytest.raises(Unusable):
        save(cast, made, dict.fromkeys(newcomers, Mark.ATTENDED), minutes=-30)
    with pytest.raises(Unusable), clock_at(days=-1):
        opening.open_class(cast.trainer, READ, TEN, "", key())


def test_who_is_on_leave_begins_as_that(cast: Cast, newcomers: list[int]) -> None:
    with clock_at(-60):
        note_absence(cast.trainer, newcomers[1], Days("sick", date(2026, 11, 16), None), key())
    made = opened(cast, READ)
    with clock_at():
        marks = {line.person_id: line.mark for line in class_page(cast.trainer, made).lines}
    assert [one for one, mark in marks.items() if mark is Mark.ABSENT] == [newcomers[1]]


def test_the_code_signs_in_who_is_on_the_register_late_after_ten_minutes(cast: Cast, newcomers: list[int]) -> None:
    made = opened(cast, READ)
    with clock_at():
        code = signing.new_code(cast.trainer, made)
        assert [one.at for one in registers_with(newcomers[0])] == [None]
    with clock_at(5):
        assert signing.sign_in(newcomers[0], f" {code[:3]} {code[3:]}").at == at(5)
    with clock_at(14):
        signing.sign_in(newcomers[1], code)
        signing.sign_in(newcomers[0], code)  # again, which changes nothing
        lines = {line.person_id: line for line in class_page(cast.trainer, made).lines}
    assert (lines[newcomers[0]].signed_in_at, lines[newcomers[0]].mark) == (at(5), Mark.ATTENDED)
    assert lines[newcomers[1]].mark is Mark.LATE
    with pytest.raises(Unusable), clock_at(15):
        signing.sign_in(newcomers[2], code)


def test_who_is_not_on_the_register_is_added_when_its_trainer_teaches_them_else_told_so(
    cast: Cast, newcomers: list[int]
) -> None:
    made = opened(cast, READ)
    with clock_at():
        opening.set_list(cast.trainer, made, newcomers[:2], {})
        code = signing.new_code(cast.trainer, made)
        signing.sign_in(newcomers[3], code)
        with pytest.raises(Unusable, match="陈静"):
            signing.sign_in(cast.other_trainee, code)
        assert {line.person_id for line in class_page(cast.trainer, made).lines} == {*newcomers[:2], newcomers[3]}
    with pytest.raises(Conflict, match="丙"):  # the trainer has not seen that they are there
        save(cast, made, dict.fromkeys(newcomers[:2], Mark.ATTENDED))


def test_guessing_codes_is_braked_and_a_right_one_forgives(cast: Cast, newcomers: list[int]) -> None:
    made = opened(cast, READ)
    with clock_at():
        code = signing.new_code(cast.trainer, made)
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        for _guess in range(signing.FREE_GUESSES):
            with pytest.raises(Unusable):
                signing.sign_in(newcomers[0], wrong)
        signing.sign_in(newcomers[0], code)
        for _guess in range(signing.FREE_GUESSES + 1):
            with pytest.raises(Unusable):
                signing.sign_in(newcomers[0], wrong)
        with pytest.raises(TooManyTries):
            signing.sign_in(newcomers[0], code)
        signing.sign_in(newcomers[1], code)  # nobody else has to wait


def test_the_list_can_be_changed_and_marks_of_who_stays_are_kept(cast: Cast, newcomers: list[int]) -> None:
    made = opened(cast, READ)
    with clock_at():
        marks = each(newcomers[:3], Mark.ATTENDED, Mark.OFFERED, Mark.ATTENDED)
        opening.set_list(cast.trainer, made, newcomers[:3], marks)
        signing.sign_in(newcomers[0], signing.new_code(cast.trainer, made))
        page = class_page(cast.trainer, made)
        assert {line.person_id: line.mark for line in page.lines} == marks
        assert [one for one, _name in page.others] == [newcomers[3]]
        with pytest.raises(NotYours):
            opening.set_list(cast.trainer, made, [cast.other_trainee], {})


def test_a_register_that_was_discarded_leaves_nothing(cast: Cast, newcomers: list[int]) -> None:
    made = opened(cast, READ)
    with clock_at():
        opening.discard(cast.trainer, made)
        assert classes_of(cast.trainer) == ([], [])
    for table in (ClassSession, ClassPlace):
        assert session().scalar(select(func.count()).select_from(table)) == 0


def test_a_colleagues_class_says_who_taught_and_who_entered_it(cast: Cast, newcomers: list[int]) -> None:
    with clock_at():
        made = opening.open_class(cast.manager, READ, TEN, "", key(), cast.trainer)
        saving.save(cast.manager, made, dict.fromkeys(newcomers, Mark.ATTENDED), key())
        page = class_page(cast.trainer, made)
        with pytest.raises(Unusable):
            opening.open_class(cast.manager, READ, TEN, "", key(), cast.other_trainer)
        with pytest.raises(NotYours):
            class_page(cast.other_trainer, made)
    assert (page.by, page.opened_by) == ("陈静", "王强")


def test_what_was_recorded_of_one_person_is_corrected_and_what_they_are_owed_follows(
    cast: Cast, newcomers: list[int]
) -> None:
    made, person = opened(cast, READ), newcomers[0]
    save(cast, made, dict.fromkeys(newcomers, Mark.ATTENDED))
    (first,) = session().scalars(select(ModuleTaught.id).where(ModuleTaught.person_id == person))
    with clock_at(50):
        with pytest.raises(Unusable):
            saving.correct_taught(cast.trainer, first, Standing.OFFERED, " ", key())
        saving.correct_taught(cast.trainer, first, Standing.OFFERED, "看错人了", "once")
        saving.correct_taught(cast.trainer, first, Standing.OFFERED, "看错人了", "once")
        with pytest.raises(AlreadyClosed):
            saving.correct_taught(cast.manager, first, None, "没上", key())
        line = next(one for one in class_page(cast.trainer, made).recorded if one.person_id == person)
    assert learnt_by([person])[person].done == {}
    assert line.source_id != first
    with clock_at(55):
        assert line.source_id is not None
        saving.correct_taught(cast.manager, line.source_id, None, "那天没有课", key())
    assert (MODULE, 1) in owed(person, DebtKind.MODULE)
    assert verbs(person)[1:] == ["taught", "offered", "corrected", "corrected"]
    assert first_bad_line(person) is None


def test_the_page_of_what_was_recorded_offers_to_note_leave_that_nobody_has_noted(
    cast: Cast, newcomers: list[int]
) -> None:
    made = opened(cast, READ)
    save(cast, made, each(newcomers, *ALL_FOUR))
    with clock_at(40):
        page = class_page(cast.trainer, made)
        assert [one.person_id for one in page.recorded if one.note_leave] == [newcomers[3]]
        today = at().date()
        note_absence(cast.trainer, newcomers[3], Days("leave", today, today + timedelta(days=1)), key())
        assert not any(one.note_leave for one in class_page(cast.trainer, made).recorded)
