"""Whoever has no right to a thing gets 404 and changes nothing; the rightful person's same request succeeds.

One row a request: the endpoint, who may, and what is sent. Every address that carries a number must have its rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, url_for

from app import create_app
from lms import clock
from lms.asking import service as asking
from lms.asking.places import Kind as PlaceKind
from lms.asking.places import Place
from lms.classes import opening, saving
from lms.classes.models import ModuleTaught
from lms.classes.rules import Mark, Taught
from lms.curriculum import edition
from lms.db import Base, db, session, transaction
from lms.i18n import Language
from lms.judgement.cases.deciding import CaseDeciding, decide_case
from lms.judgement.decisions.service import Deciding, Kind, decide, reply
from lms.judgement.settings.service import set_thresholds
from lms.people.models import Coaching, Membership, Person, Role
from lms.plan import service as plan
from lms.plan.absences import Days, note_absence
from lms.plan.arrangements import Arranged, Owed, arrange
from lms.practice import changes, joining, reviews, selfrating, shows, tries, uncovering
from lms.practice.loading import load_try
from lms.practice.plays import Play as Talk
from lms.practice.reviews import Tap
from lms.practice.seats import Part, give
from lms.quizzes import recall
from lms.quizzes import service as quizzes
from lms.quizzes.rules import Mode
from lms.raters import calibration, guests, second, watching
from lms.recordings import captions, comments
from lms.records.models import Notice
from tests.cast import BEGAN, DAY_ONE, Cast, make_cast
from tests.conftest import copy_of, new_database, settings_in
from tests.factories.answers import answered, seed_with
from tests.factories.cases import drafted, looked, opened
from tests.factories.training import SHANGHAI
from tests.pages import Pages
from tests.practice.plays import OTHER_SKILL, SKILL, Play, begin, key, review_of, reviewed
from tests.practice.plays import shown as shown_to
from tests.practice.test_plays import a_script, best_of
from tests.quizzes.attempts import answered as answered_open
from tests.quizzes.attempts import open_item
from tests.recordings.files import CAPTION, recorded

MODULE = "telephone-selling"
FOR_EACH = ("=levels", "=criteria", "=marks")  # the same value for each item of a review, or criterion of an answer
EVERYBODY = ("trainee", "trainer", "manager", "other_trainer", "other_trainee", "admin")


@dataclass(frozen=True)
class Request:
    """A request to an address with a number in it.

    may: who of the cast succeeds. ids: the parts of the address, by name in `Things`. form or json: what is sent;
    values that begin with "=" name something of `Things`. headers: sent beside those of every request.
    """

    endpoint: str
    method: str
    may: tuple[str, ...]
    ids: Mapping[str, str]
    form: Mapping[str, Any] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"


TEACH = ("trainer", "manager")
CONCERNED = ("trainee", *TEACH)
PERSON = {"person_id": "trainee"}
CASE = {"case_id": "case"}
OPEN_TRY = {"try_id": "open_try"}
RECORDING = {"recording_id": "recording"}
CAPTIONS = {**RECORDING, "language": "spoken"}
OPEN_ANSWER = {"attempt_id": "open_answer", "position": "one"}
CLOSED_TRY = {"try_id": "closed_try"}
PEER_TRY = {"try_id": "peer_try"}
REASON = "点错了一格，两个人都这么说"

KEEPS_LEAVE = (*CONCERNED, "admin")
LEAVE = {"kind": "leave", "from_on": "=tomorrow", "to_on": "=tomorrow"}
REGISTER = {"session_id": "register"}

REQUESTS = [
    Request("people.person", "GET", ("admin",), PERSON),
    Request(
        "people.person",
        "POST",
        ("admin",),
        PERSON,
        {"name": "李文", "email": "li.wen@example.com", "language": "zh-Hans", "zone": "Asia/Shanghai"},
    ),
    Request("people.suspension", "GET", ("admin",), PERSON),
    Request("people.suspend", "POST", ("admin",), PERSON),
    Request("people.unsuspend", "POST", ("admin",), {"person_id": "suspended"}),
    Request(
        "people.add_place",
        "POST",
        ("admin",),
        PERSON,
        {"team": "=other_team", "role": "trainer", "from_on": "2026-11-20"},
    ),
    Request("people.end_place", "POST", ("admin",), {**PERSON, "place_id": "place"}, {"to_on": "2026-11-30"}),
    Request("people.reopen_place", "POST", ("admin",), {**PERSON, "place_id": "ended_place"}),
    Request("people.team", "GET", ("admin",), {"team_id": "team"}),
    Request("people.team", "POST", ("admin",), {"team_id": "team"}, {"name": "华东一队", "parent": ""}),
    Request("people.end_coaching", "POST", ("admin",), {"coaching_id": "coaching"}, {"to_on": "2026-11-30"}),
    Request("people.reopen_coaching", "POST", ("admin",), {"coaching_id": "ended_coaching"}),
    Request("thresholds.back", "GET", ("admin",), {"version": "settings"}),
    Request("people.link", "GET", ("manager", "admin"), PERSON),
    Request("people.link", "POST", ("manager", "admin"), PERSON),
    Request("plan.enrol", "GET", ("manager", "admin"), PERSON),
    Request("plan.correct_start", "GET", ("manager", "admin"), PERSON),
    Request("plan.correct_start", "POST", ("manager", "admin"), PERSON, {"start_on": "2026-11-09", "why": REASON}),
    Request("judgement.offer", "GET", CONCERNED, {"arrangement_id": "missed"}),
    Request("judgement.offer_back", "POST", TEACH, {"arrangement_id": "missed"}, {"why": REASON}),
    Request("asking.asked", "GET", CONCERNED, {"asked_id": "question"}),
    Request("asking.answer", "POST", TEACH, {"asked_id": "question"}, {"text": "先问哪天搬完。"}),
    Request("asking.withdraw", "POST", ("trainee",), {"asked_id": "question"}),
    Request("asking.seen", "POST", ("trainee",), {"asked_id": "answered_question"}),
    Request("records.open_notice", "POST", ("trainee",), {"notice_id": "notice"}),
    Request("marking.answer", "GET", TEACH, OPEN_ANSWER),
    Request(
        "marking.answer",
        "POST",
        TEACH,
        OPEN_ANSWER,
        {"comment": "好", "seen": "0", "=criteria": "2"},
    ),
    Request("marking.more", "GET", TEACH, PERSON),
    Request("marking.more", "POST", TEACH, PERSON, {"percent": "50", "why": REASON}),
    Request("quizzes.item", "GET", ("trainee",), {"attempt_id": "attempt", "position": "one"}),
    Request(
        "quizzes.item",
        "POST",
        ("trainee",),
        {"attempt_id": "attempt", "position": "one"},
        {"1:chosen": "=option", "1:seq": "9"},
    ),
    Request(
        "quizzes.save",
        "POST",
        ("trainee",),
        {"attempt_id": "attempt", "position": "one"},
        json={"seq": 9, "answer": {"chosen": ["=option"]}},
    ),
    Request("quizzes.check", "GET", ("trainee",), {"attempt_id": "check"}),
    Request("quizzes.check", "POST", ("trainee",), {"attempt_id": "check"}, {"1:unsure": "1"}),
    Request("quizzes.answers", "GET", ("trainee",), {"attempt_id": "attempt"}),
    Request("quizzes.finish", "POST", ("trainee",), {"attempt_id": "answered_attempt"}),
    Request("quizzes.result", "GET", CONCERNED, {"attempt_id": "ended_attempt"}),
    Request("file.page", "GET", CONCERNED, PERSON),
    Request("file.as_json", "GET", CONCERNED, PERSON),
    Request("quizzes.recall_of", "GET", CONCERNED, PERSON),
    Request("quizzes.pause_recall", "POST", CONCERNED, PERSON, {"from_on": "=tomorrow", "to_on": "=tomorrow"}),
    Request("quizzes.end_recall_pause", "POST", CONCERNED, {"person_id": "paused"}),
    Request("practice.show", "GET", CONCERNED, {"attendance_id": "attendance"}),
    Request("practice.answer_show", "POST", ("trainee",), {"attendance_id": "attendance"}, {"seen": "yes"}),
    Request("practice.correct_word", "GET", ("trainee",), {"attendance_id": "answered"}),
    Request(
        "practice.correct_word", "POST", ("trainee",), {"attendance_id": "answered"}, {"seen": "no", "why": REASON}
    ),
    Request("practice.correct_show", "GET", TEACH, {"attendance_id": "attendance"}),
    Request("practice.correct_show", "POST", TEACH, {"attendance_id": "attendance"}, {"why": REASON, "what": "never"}),
    Request("practice.undo_solo", "POST", ("trainee",), {"try_id": "solo"}),
    Request("practice.played", "GET", CONCERNED, {"try_id": "played"}),
    Request("practice.try_page", "GET", CONCERNED, OPEN_TRY),
    Request("practice.stamp", "GET", CONCERNED, OPEN_TRY),
    Request("practice.end_try", "POST", CONCERNED, OPEN_TRY, {"second": "60"}),
    Request("practice.call_off", "GET", CONCERNED, OPEN_TRY),
    # the trainee of a try that is rated is told that they can't, and led back
    Request("practice.call_off", "POST", (*TEACH, "trainee"), OPEN_TRY, {"why": "客户临时有事"}),
    Request("practice.review", "GET", TEACH, OPEN_TRY),
    Request("practice.open_review", "POST", ("manager", "trainer"), OPEN_TRY),
    Request(
        "practice.rate",
        "POST",
        ("trainer",),
        {"review_id": "open_review"},
        json={
            "person": "=sender",
            "taps": [{"kind": "tap", "seq": 1, "item": "=item", "level": 2, "second": 5, "tapped_at": 1763260800000}],
        },
    ),
    Request(
        "practice.end_review",
        "POST",
        ("trainer",),
        {"review_id": "open_review"},
        json={"end_seq": "=last_seq", "second": 600},
    ),
    Request("practice.colleagues", "GET", ("trainee",), PEER_TRY),
    Request("practice.colleagues", "POST", ("trainee",), PEER_TRY),
    Request("practice.take_back_seat", "POST", ("trainee",), {**PEER_TRY, "person_id": "colleague"}),
    Request("practice.customers_card", "GET", ("other_trainee",), PEER_TRY),
    Request("practice.customers_card", "POST", ("other_trainee",), PEER_TRY, {"fact": "=fact"}),
    Request("practice.uncovered", "GET", ("other_trainee",), PEER_TRY),
    Request(
        "practice.uncovered",
        "POST",
        ("other_trainee",),
        PEER_TRY,
        json={
            "person": "=sender",
            "taps": [{"kind": "tap", "seq": 1, "item": "=fact", "level": 1, "second": 5, "tapped_at": 1763260800000}],
        },
    ),
    Request("practice.leave_try", "POST", ("other_trainee",), PEER_TRY),
    Request("practice.self_rate", "GET", ("trainee",), CLOSED_TRY),
    Request("practice.self_rate", "POST", ("trainee",), CLOSED_TRY, {"=levels": "2"}),
    Request("practice.skip_self_rating", "POST", ("trainee",), CLOSED_TRY, {"sure": "yes"}),
    Request("practice.rate_anew", "GET", ("trainee",), {"try_id": "looked_back"}),
    Request("practice.rate_anew", "POST", ("trainee",), {"try_id": "looked_back"}, {"why": REASON}),
    Request("practice.correct_change", "GET", ("trainee", "trainer"), {"try_id": "agreed_try"}),
    Request(
        "practice.correct_change",
        "POST",
        ("trainee", "trainer"),
        {"try_id": "agreed_try"},
        {"text": "先问再听", "why": REASON},
    ),
    Request("practice.back", "GET", CONCERNED, {"try_id": "looked_back"}),
    Request("practice.back", "POST", CONCERNED, {"try_id": "looked_back"}, {"text": "先听十分钟再开口"}),
    Request("practice.version", "GET", CONCERNED, {"review_id": "seen_review"}),
    Request("practice.correct_review", "GET", TEACH, {"review_id": "seen_review"}),
    Request("practice.correct_review", "POST", TEACH, {"review_id": "seen_review"}, {"=levels": "3", "why": REASON}),
    Request("recordings.listing", "GET", CONCERNED, OPEN_TRY),
    Request("recordings.page", "GET", CONCERNED, OPEN_TRY),
    Request(
        "recordings.say",
        "POST",
        CONCERNED,
        OPEN_TRY,
        {"recording": "=recording", "moment": "0:00", "text": "这里停一下"},
    ),
    Request("recordings.consent", "POST", ("trainee",), OPEN_TRY, {"medium": "audio", "given": "1"}),
    Request("recordings.ask_consent", "POST", CONCERNED, OPEN_TRY, {"medium": "audio"}),
    Request("recordings.begin_upload", "POST", CONCERNED, OPEN_TRY, headers={"Upload-Length": "9"}),
    Request("recordings.media", "GET", CONCERNED, RECORDING),
    Request("recordings.captions_file", "GET", CONCERNED, CAPTIONS),
    Request("recordings.put_captions", "POST", CONCERNED, RECORDING, {"language": "en", "file": "=captions"}),
    Request("recordings.remove_captions", "POST", CONCERNED, CAPTIONS),
    Request("recordings.write_comment", "POST", CONCERNED, RECORDING, {"at_ms": "500", "text": "这里停一下"}),
    Request("recordings.take_comment_back", "POST", ("trainee",), {"comment_id": "comment"}),
    Request("recordings.remove_recording", "POST", ("trainee", "manager"), RECORDING, {"why": REASON}),
    Request("raters.watch", "GET", CONCERNED, {"request_id": "watch"}),
    Request("raters.watch_stamp", "GET", CONCERNED, {"request_id": "watch"}),
    Request("raters.take_watch", "POST", TEACH, {"request_id": "watch"}),
    Request("raters.withdraw_watch", "POST", ("trainee",), {"request_id": "watch"}),
    Request("raters.guest_links", "GET", TEACH, {"try_id": "now_try"}),
    Request("raters.guest_links", "POST", TEACH, {"try_id": "now_try"}, {"name": "孟总"}),
    Request("raters.revoke_guest", "POST", TEACH, {"link_id": "guest_link"}),
    Request("raters.ask_again", "GET", ("trainee",), {"review_id": "now_review"}),
    Request("raters.ask_again", "POST", ("trainee",), {"review_id": "now_review"}, {"why": REASON}),
    Request("raters.second_look", "GET", CONCERNED, {"look_id": "look"}),
    Request("raters.take_second", "POST", ("manager",), {"look_id": "look"}),  # the trainer has rated it
    Request("raters.withdraw_second", "POST", ("trainee",), {"look_id": "look"}),
    Request("raters.hand_back", "POST", ("trainer",), {"look_id": "taken_look"}, {"why": REASON}),
    Request(
        "desk.arrange",
        "POST",
        TEACH,
        {**PERSON, "standing": "cannot_word"},
        {"cannot-row": "=row", "cannot-reason": "出差到周五", "cannot-key": "=fresh"},
    ),
    Request("desk.arranged", "GET", TEACH, {**PERSON, "standing": "cannot_word"}),
    Request("desk.take_back", "POST", TEACH, {"arrangement_id": "booking"}),
    Request("desk.story", "GET", CONCERNED, PERSON),
    Request("absences.listed", "GET", KEEPS_LEAVE, PERSON),
    Request("absences.new", "GET", (*TEACH, "admin"), PERSON),
    Request("absences.new", "POST", (*TEACH, "admin"), PERSON, LEAVE),
    Request("absences.absence", "GET", KEEPS_LEAVE, {"absence_id": "absence"}),
    Request("absences.dispute", "POST", ("trainee",), {"absence_id": "absence"}, {"words": "我那天在"}),
    Request("absences.correct", "GET", TEACH, {"absence_id": "absence"}),
    Request("absences.correct", "POST", TEACH, {"absence_id": "absence"}, {**LEAVE, "why": REASON}),
    Request("classes.page", "GET", TEACH, REGISTER),
    Request("classes.screen", "GET", TEACH, REGISTER),
    Request("classes.stamp", "GET", TEACH, REGISTER),
    Request("classes.code", "POST", TEACH, REGISTER),
    Request("classes.change_list", "POST", TEACH, REGISTER),
    Request("classes.save", "POST", TEACH, REGISTER, {"=marks": "attended"}),
    Request("classes.discard", "POST", TEACH, REGISTER),
    Request("classes.taught", "GET", CONCERNED, {"taught_id": "taught"}),
    Request("classes.correct_taught", "GET", TEACH, {"taught_id": "taught"}),
    Request("classes.correct_taught", "POST", TEACH, {"taught_id": "taught"}, {"what": "offered", "why": REASON}),
    Request("judgement.decide", "GET", ("manager",), {**PERSON, "skill": "skill"}),
    Request(
        "judgement.decide",
        "POST",
        ("manager",),
        {**PERSON, "skill": "skill"},
        {"kind": "accompany", "reason": REASON, "said": "下周一起跑两家。"},
    ),
    Request("judgement.reply", "GET", ("trainee",), {"decision_id": "decision"}),
    Request("judgement.reply", "POST", ("trainee",), {"decision_id": "decision"}, {"text": "好的，周三行。"}),
    Request("judgement.correct", "GET", ("manager",), {"decision_id": "decision"}),
    Request(
        "judgement.correct",
        "POST",
        ("manager",),
        {"decision_id": "decision"},
        {"kind": "accompany", "reason": REASON, "said": "下周一起跑三家。", "why": REASON},
    ),
    Request("judgement.withdraw", "GET", ("manager",), {"decision_id": "decision"}),
    Request("judgement.withdraw", "POST", ("manager",), {"decision_id": "decision"}, {"why": REASON}),
    Request("cases.case", "GET", CONCERNED, CASE),
    Request("cases.piece", "GET", CONCERNED, {**CASE, "piece": "piece"}),
    Request("cases.look", "POST", CONCERNED, {**CASE, "piece": "piece"}),
    Request("cases.answer", "POST", ("trainee",), CASE, {"text": "我一急就抢话。"}),
    Request(
        "cases.decide",
        "POST",
        ("manager",),
        CASE,
        {"kind": "observe", "until_on": "=tomorrow", "reason": REASON, "said": "先看一天。"},
    ),
    Request("cases.ask", "POST", ("manager",), {**PERSON, "skill": "other_skill"}),
    Request(
        "cases.finish", "POST", ("manager",), {"case_id": "decided_case"}, {"text": "两个教练都看到做到了，先到这里。"}
    ),
    Request("cases.agree", "POST", ("admin", "manager"), {"case_id": "drafted_case"}),
    Request("cases.back", "POST", ("admin", "manager"), {"case_id": "drafted_case"}, {"why": REASON}),
    Request("judgement.open_answer", "POST", ("manager",), {"reply_id": "reply"}),
    Request("raters.calibrate", "GET", ("trainer",), {"answer_id": "calibrating"}),
    Request("raters.calibrate", "POST", ("trainer",), {"answer_id": "calibrating"}, {"=levels": "2"}),
]


class Things:
    """Something of every kind, all of it the trainee's."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.trainee = cast.trainee
        self.team, self.other_team = cast.team, cast.other_team
        self.one = 1
        self.sender = 0
        self.skill = SKILL
        self.cannot_word = "cannot"
        self.spoken = "zh-Hans"
        self.row = f"{cast.trainee}.show.first-visit..1."  # as the list of duties has it
        self.suspended = self._suspended()
        with clock.standing_at(BEGAN):
            plan.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, key())
        self.paused = self._paused()
        self.settings = self._settings()
        self.missed = self._missed()
        self.booking = self._booking()
        self.place = self._first(Membership.id, Membership.person_id == cast.trainee)
        self.coaching = self._first(Coaching.id, Coaching.trainee_id == cast.trainee)
        self.ended_place, self.ended_coaching = self._ended()
        self.ended_attempt, self.answered_attempt = self._answered(MODULE), self._answered("first-visit")
        quizzes.finish(cast.trainee, self.ended_attempt, key())
        seen = {item.question.id for item in quizzes.attempt_view(cast.trainee, self.ended_attempt).items}
        self.attempt = quizzes.start(cast.trainee, MODULE, key(), seed=seed_with(MODULE, "single", 1, seen)[0])
        self.check = quizzes.start(cast.trainee, MODULE, key(), Mode.CHECK)
        items = quizzes.attempt_view(cast.trainee, self.attempt).items
        self.option = items[0].option_order[0]
        self.attendance, self.answered = shown_to(cast), shown_to(cast)
        shows.answer_show(cast.trainee, self.answered, True, "", key())
        closed, back = reviewed(cast, minutes=30), reviewed(cast, minutes=60)
        self.closed_try, self.looked_back, self.seen_review = closed.try_id, back.try_id, back.review_id
        self.items = back.items
        selfrating.self_rate(cast.trainee, back.try_id, dict.fromkeys(back.items, 2), {}, key())
        self.agreed_try = reviewed(cast, minutes=20).try_id
        selfrating.skip_self_rating(cast.trainee, self.agreed_try, key())
        for one in (cast.trainee, cast.trainer):
            changes.agree_change(one, self.agreed_try, "先听十分钟", key())
        self.solo = tries.log_solo(cast.trainee, SKILL, key())
        self.played = tries.log_solo(cast.trainee, SKILL, key(), play=Talk(a_script(), best_of(a_script())))
        play = begin(cast, minutes=90)
        self.open_try, self.open_review = play.try_id, play.review_id
        self.item = play.items[0]
        self.peer_try, self.colleague, self.fact = self._together()
        self.last_seq = self._rate_all(play)
        self.decision = decide(
            cast.manager, cast.trainee, SKILL, Deciding(Kind.ACCOMPANY, REASON, "下周一起跑两家。", None), key()
        )
        self.reply = reply(cast.trainee, self.decision, "周三上午行。", key())
        self.other_skill, self.piece = OTHER_SKILL, "shows"
        self.case, self.drafted_case, self.decided_case = self._cases()
        self.open_answer = answered_open(cast.trainee)
        transcript = edition.catalog().modules[MODULE].calibrations[0]  # type: ignore[index]
        self.calibrating = calibration.begin(cast.trainer, MODULE, transcript.id, key())
        self.question, self.answered_question, self.notice = self._asked()
        self.watch = watching.ask(cast.trainee, SKILL, "", key())
        self.now_try, self.now_review, _waits = self._rated_now(cast.trainee, cast.trainer, cast.manager)
        self.guest_link = self._guest()
        self.look = self._rated_now(cast.trainee, cast.trainer, cast.manager, asks=True)[2]
        self.taken_look = self._taken_look()
        today = clock.today(SHANGHAI)
        self.absence = note_absence(cast.trainer, cast.trainee, Days("leave", today, today), key())
        self.register, self.taught = self._classes()
        self.recording = recorded(cast, self.open_try)
        self.comment = comments.comment(cast.trainee, self.recording, 400, "这句我说快了", key())
        captions.put(cast.trainer, self.recording, self.spoken, CAPTION)

    def _cases(self) -> tuple[int, int, int]:
        """A case on the trainee whose evidence the manager has opened, one of another that waits for a second
        person, and one that is decided."""
        manager, case = self.cast.manager, opened(self.trainee, OTHER_SKILL)
        with transaction():
            learner = Person(name="宋词", email="song@example.com", created_at=BEGAN)
            session().add(learner)
            session().flush()
            session().add(Membership(person_id=learner.id, team_id=self.team, role=Role.TRAINEE, from_on=DAY_ONE))
        with clock.standing_at(BEGAN):
            plan.enrol(manager, learner.id, "sales", DAY_ONE, key())
        waits = opened(learner.id, SKILL)
        until = clock.today(SHANGHAI) + timedelta(days=3)
        drafted(waits, self.suspended, CaseDeciding(Kind.OBSERVE, REASON, "先看三天。", until))
        looked(case, manager)
        looked(waits, self.cast.admin)
        with clock.standing_at(BEGAN):  # before anything is owed, so that one person is enough
            decided = opened(learner.id, OTHER_SKILL)
            looked(decided, manager)
            soon = clock.today(SHANGHAI) + timedelta(days=3)
            decide_case(manager, decided, CaseDeciding(Kind.OBSERVE, REASON, "先看三天。", soon), key())
        return case, waits, decided

    def _together(self) -> tuple[int, int, str]:
        """Practice with a colleague that goes on, who plays the customer in it, and something to tick."""
        made, colleague = tries.start_peer(self.trainee, "first-visit", key()), self.cast.other_trainee
        joining.join(colleague, joining.invite(self.trainee, made), {Part.CUSTOMER})
        with transaction():
            joining.end_codes(made)
        return made, colleague, uncovering.facts_of(load_try(made))[0].id

    def _rated_now(self, person: int, by: int, customer: int, *, asks: bool = False) -> tuple[int, int, int]:
        """A try that somebody rated just now and another played the customer in, and the second look at it."""
        made = tries.start_try(by, person, OTHER_SKILL, key())
        review = review_of(made, by)
        items = Play(made, review).items
        taps = [Tap(n, item, 2, n, clock.now()) for n, item in enumerate(items, start=1)]
        reviews.rate(by, review, taps)
        reviews.end_review(by, review, len(taps))
        selfrating.skip_self_rating(person, made, key())
        with transaction():
            give(made, customer, Part.CUSTOMER, person)
        return made, review, second.ask(person, review, REASON, key()) if asks else 0

    def _guest(self) -> int:
        guests.invite(self.cast.trainer, self.now_try, "范总", key())
        return guests.guests_at(self.now_try)[0].link_id

    def _taken_look(self) -> int:
        """The trainer looks a second time at a try of another trainee."""
        cast = self.cast
        with transaction():
            session().add(Coaching(trainer_id=cast.trainer, trainee_id=cast.other_trainee, from_on=DAY_ONE))
        look = self._rated_now(cast.other_trainee, cast.other_trainer, cast.trainer, asks=True)[2]
        second.take(cast.trainer, look, key())
        return look

    def _answered(self, module: str) -> int:
        """An attempt of which every answer is confirmed."""
        attempt = quizzes.start(self.trainee, module, key())
        for item in quizzes.attempt_view(self.trainee, attempt).items:
            quizzes.confirm(self.trainee, attempt, item.position, answered(item))
        return attempt

    def _asked(self) -> tuple[int, int, int]:
        """A question that waits, one that was answered, and the notice of that."""
        section = edition.catalog().modules[MODULE].lessons[Language.ZH].sections[0]  # type: ignore[index]
        place = Place(PlaceKind.PARAGRAPH, MODULE, section.anchor, "p-1")
        waiting, answered = (asking.ask(self.trainee, place, "为什么？", key()) for _ in range(2))
        asking.answer(self.cast.trainer, answered, "因为他还没说疼。", key())
        return waiting, answered, self._first(Notice.id, Notice.person_id == self.trainee)

    def _classes(self) -> tuple[int, int]:
        """A register that is open, and what one that was saved says of the trainee."""
        trainer, taught = self.cast.trainer, Taught(module=MODULE)
        is_open, saved = (opening.open_class(trainer, taught, clock.now(), "", key()) for _ in range(2))
        for one in (is_open, saved):
            opening.set_list(trainer, one, [self.trainee], {})
        saving.save(trainer, saved, {self.trainee: Mark.ATTENDED}, key())
        return is_open, self._first(ModuleTaught.id, ModuleTaught.person_id == self.trainee)

    def _ended(self) -> tuple[int, int]:
        """A role and a coaching that were over before the cast began."""
        days = {"from_on": DAY_ONE - timedelta(days=9), "to_on": DAY_ONE - timedelta(days=8)}
        with transaction():
            place = Membership(person_id=self.trainee, team_id=self.other_team, role=Role.TRAINEE, **days)
            pair = Coaching(trainer_id=self.cast.trainer, trainee_id=self.trainee, skill=SKILL, **days)
            session().add_all([place, pair])
            session().flush()
            return place.id, pair.id

    @staticmethod
    def _suspended() -> int:
        with transaction():
            gone = Person(name="吴限", email="gone@example.com", created_at=BEGAN, suspended_at=BEGAN)
            session().add(gone)
            session().flush()
            return gone.id

    def _rate_all(self, play: Play) -> int:
        moment = clock.now()
        taps = [Tap(100 + n, item, 2, n, moment) for n, item in enumerate(play.items)]
        reviews.rate(self.cast.trainer, play.review_id, taps)
        return taps[-1].seq

    def _paused(self) -> int:
        """The trainee, who takes some days off."""
        days = clock.today(SHANGHAI), clock.today(SHANGHAI) + timedelta(days=3)
        recall.pause(self.cast.trainer, self.trainee, *days, key())
        return self.trainee

    def _settings(self) -> int:
        """A version of the thresholds that another has replaced."""
        first = set_thresholds(self.cast.admin, {"case_days": 6}, "两周太长，一周太短，取中间。", key())
        set_thresholds(self.cast.admin, {"case_days": 8}, "国庆前后人手不够，多留几天。", key())
        return first

    def _missed(self) -> int:
        """A show that was booked and not come to."""
        who, thing = (self.cast.trainer, self.cast.trainee), Owed("show", SKILL, "", 2)
        with clock.standing_at(BEGAN):
            arrange(*who, thing, Arranged.BOOKED, key(), booked_for=BEGAN + timedelta(hours=1))
        with clock.standing_at(BEGAN + timedelta(hours=2)):
            return arrange(*who, thing, Arranged.NOT_COME, key())

    def _booking(self) -> int:
        """A show that is booked."""
        who, thing = (self.cast.trainer, self.cast.trainee), Owed("show", "first-visit", "", 2)
        return arrange(*who, thing, Arranged.BOOKED, key(), booked_for=clock.now() + timedelta(days=1))

    @staticmethod
    def _first(column: Any, condition: Any) -> int:
        found = session().scalar(sa.select(column).where(condition))
        assert isinstance(found, int)
        return found

    @property
    def tomorrow(self) -> str:
        return (clock.today(SHANGHAI) + timedelta(days=1)).isoformat()

    @property
    def captions(self) -> tuple[BytesIO, str]:
        return BytesIO(CAPTION), "captions.vtt"

    @property
    def fresh(self) -> str:
        """A form's key where its fields have a prefix."""
        return key()

    def filled(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("="):
            return getattr(self, value[1:])
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        if isinstance(value, Mapping):
            return {name: self.filled(one) for name, one in value.items()}
        return value

    def form(self, request: Request) -> dict[str, Any]:
        values = {name: self.filled(value) for name, value in request.form.items() if name not in FOR_EACH}
        if "=levels" in request.form:
            values |= dict.fromkeys(self.items, request.form["=levels"])
        if "=criteria" in request.form:
            values |= {f"met-{one.id}": request.form["=criteria"] for one in open_item().body.criteria}
        if "=marks" in request.form:
            values |= {f"mark-{self.trainee}": request.form["=marks"]}
        return {"key": key(), **values}


def dump(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the database, but for what signing in and being seen writes."""
    session().rollback()
    with db.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').all()), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name != "sign_in"
        }


def send(pages: Pages, things: Things, request: Request) -> int:
    with pages.app.test_request_context():
        path = url_for(request.endpoint, **{name: getattr(things, thing) for name, thing in request.ids.items()})
    if request.method == "GET":
        return pages.client.get(path).status_code
    if request.headers:
        headers = {"X-CSRFToken": pages.token(), **request.headers}
        return pages.client.post(path, headers=headers).status_code
    if request.json is not None:
        headers = {"Accept": "application/json", "X-CSRFToken": pages.token()}
        return pages.client.post(path, json=things.filled(request.json), headers=headers).status_code
    return pages.client.post(path, data={"csrf_token": pages.token(), **things.form(request)}).status_code


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def company(request: pytest.FixtureRequest, data: Path) -> Iterator[tuple[str, Things]]:
    """A database with something of every kind in it, made once and copied for each request that may change it."""
    with new_database(request, "company") as address:
        app = create_app(settings_in(data, address))
        with app.app_context():
            things = Things(make_cast())
            db.session.remove()
            db.engine.dispose()
        yield address, things


@pytest.fixture
def copied(company: tuple[str, Things], data: Path) -> Iterator[tuple[Flask, Things]]:
    """The site on a copy of the company."""
    address, things = company
    with copy_of(address) as copy:
        app = create_app(settings_in(data, copy))
        with app.app_context():
            yield app, things
            db.session.remove()
            db.engine.dispose()


def test_strangers_get_404_and_change_nothing(copied: tuple[Flask, Things]) -> None:
    app, things = copied
    for who in EVERYBODY:
        things.sender = getattr(things.cast, who)
        pages = Pages(app).sign_in(things.sender)
        pages.token()
        before = dump(app)
        for request in REQUESTS:
            if who not in request.may:
                assert send(pages, things, request) == 404, f"{who} {request}"
        assert dump(app) == before, f"a request of {who} changed something"


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_the_rightful_person_succeeds(copied: tuple[Flask, Things], request_: Request) -> None:
    app, things = copied
    things.sender = getattr(things.cast, request_.may[0])
    pages = Pages(app).sign_in(things.sender)
    before = dump(app) if request_.method == "POST" else {}
    status = send(pages, things, request_)
    assert status in (200, 201, 302, 303), f"{request_.may[0]} {request_}: {status}"
    if request_.method == "POST":
        assert dump(app) != before, f"{request_.may[0]} {request_} was answered with {status} and did nothing"


def test_every_address_with_a_number_is_asked_for(app: Flask) -> None:
    numbered = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        if "<int:" in rule.rule
        for method in rule.methods or ()
        if method in ("GET", "POST")
    }
    asked = {(request.endpoint, request.method) for request in REQUESTS}
    # Enrolling needs a person who is not enrolled, and what a guest sends a guest; tests of their rooms ask both.
    assert numbered - asked == {("plan.enrol", "POST"), ("guest.rate", "POST"), ("guest.end", "POST")}
