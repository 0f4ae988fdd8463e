"""Every page with somebody it is for, on the demo company: what pictures and checks of all pages walk through."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.asking.models import Asked
from lms.classes import opening, signing
from lms.classes.models import ClassSession, ModuleTaught
from lms.classes.rules import Mark as Called
from lms.classes.rules import Taught
from lms.curriculum import edition
from lms.curriculum.catalog import SkillId
from lms.db import session, transaction
from lms.i18n import Language
from lms.judgement.cases.models import ReviewCase
from lms.judgement.decisions.service import decisions_of
from lms.judgement.settings.service import set_thresholds
from lms.ops.demo.company import CALLS, EVERYBODY, VISIT
from lms.ops.demo.days import HOUSE
from lms.people import links, reach
from lms.people.entry import find
from lms.people.models import Person, Team
from lms.people.session import begin
from lms.plan.arrangements import arrangements_of
from lms.plan.models import Absence
from lms.practice import joining, reviews, tries
from lms.practice.plays import plays_of
from lms.practice.reading import practice_of
from lms.practice.rules import ReviewKind, ShowStanding
from lms.practice.seats import Part, give
from lms.quizzes import service as quizzes
from lms.quizzes.models import Attempt, AttemptItem, Mark
from lms.quizzes.rules import Mode
from lms.quizzes.waiting import answers_waiting
from lms.raters import guests, watching
from lms.raters.models import CalibrationAnswer, SecondLook


@dataclass(frozen=True, slots=True)
class Stop:
    """A page as somebody opens it. who: key of a person of the demo company or of a guest, empty for a stranger.

    path: with names of things in braces, which `Company.path` fills in. status: what it is answered with.
    """

    who: str
    name: str
    path: str
    status: int = 200

    def __str__(self) -> str:
        return f"{self.who or 'stranger'}-{self.name}"


GUESTS = ("guest", "guest-done")
OVER = "private.own-up.medicine.count-them.still-excel.when.decide.thursday"  # a talk with a scripted customer
STOPS = (
    Stop("", "sign-in", "/sign-in"),
    Stop("", "invitation", "{invitation}"),
    Stop("", "nowhere", "/nowhere", 404),
    Stop("", "styleguide", "/styleguide"),
    Stop("lin", "home", "/"),
    Stop("lin", "courses", "/courses"),
    Stop("lin", "glossary", "/glossary"),
    Stop("qin", "method", "/judgement"),
    Stop("lin", "customers", "/prospects"),
    Stop("lin", "customer-known", "/prospects/shiheng"),
    Stop("chen", "customer-within", "/prospects/kuoye"),
    Stop("lin", "world", "/world"),
    Stop("lin", "vendor", "/world/qiaojing"),
    Stop("lin", "module", f"/courses/{CALLS}"),
    Stop("lin", "sheet", f"/courses/{CALLS}/sheet"),
    Stop("lin", "print", f"/courses/{VISIT}/print"),
    Stop("lin", "lesson", f"/courses/{CALLS}/first-15-seconds"),
    Stop("lin", "lesson-figures", f"/courses/{VISIT}/who-sits-where"),
    Stop("lin", "lesson-asked", f"/courses/{CALLS}/a-question-with-a-figure"),
    Stop("lin", "ask", f"/ask/{CALLS}/a-question-with-a-figure"),
    Stop("lin", "ask-item", f"/items/{CALLS}/{{met_item}}/ask"),
    Stop("song", "asked-own", "/asked/{question}"),
    Stop("chen", "answer", "/asked/{question}"),
    Stop("chen", "mark", "/answers/{to_mark}/{to_mark_at}"),
    Stop("lin", "answered-marked", "/attempts/{marked}/{marked_at}"),
    Stop("chen", "more-time", "/people/{lin}/time"),
    Stop("ding", "regrade", f"/items/{CALLS}/{{met_item}}/regrade"),
    Stop("lin", "quiz", f"/quizzes/{CALLS}"),
    Stop("feng", "question", "/attempts/{open_attempt}/4"),
    Stop("feng", "answered", "/attempts/{open_attempt}/1"),
    Stop("emma", "check", "/attempts/{check}"),
    Stop("lin", "result", "/attempts/{closed_attempt}/result"),
    Stop("lin", "recall", "/recall"),
    Stop("gu", "recall-empty", "/recall"),
    Stop("lin", "practice", "/practice"),
    Stop("chen", "offline", "/tries/offline"),
    Stop("lin", "skill", f"/practice/{VISIT}"),
    Stop("lin", "customer", f"/practice/{VISIT}/customers/kuoye-mould-schedule"),
    Stop("emma", "customer-over", f"/practice/{CALLS}/customers/yueting-warp-change?said={OVER}"),
    Stop("chen", "played-alone", "/practice/alone/{played}"),
    Stop("meng", "show-waiting", "/shows/{show_waiting}"),
    Stop("meng", "self-rating", "/tries/{sealed_try}/self"),
    Stop("lin", "look-back", "/tries/{done_try}/back"),
    Stop("lin", "recording", "/tries/{done_try}/recording"),
    Stop("chen", "recording-trainer", "/tries/{done_try}/recording"),
    Stop("chen", "recording-none", "/tries/{waiting_try}/recording"),
    Stop("lin", "rate-anew", "/tries/{done_try}/self/again"),
    Stop("lin", "change-correct", "/tries/{agreed_try}/change"),
    Stop("song", "answer-correct", "/shows/{show_disputed}/word"),
    Stop("song", "show-word-again", "/shows/{show_disputed}/word"),
    Stop("lin", "self-rating-again", "/tries/{done_try}/self/again"),
    Stop("song", "play", "/tries/{live_try}"),
    Stop("chen", "colleagues", "/tries/{live_try}/colleagues"),
    Stop("zhou", "join", "/join/{join_code}"),
    Stop("zhou", "join-by-code", "/join"),
    Stop("fang", "customer", "/tries/{live_try}/customer"),
    Stop("lin", "look-back-peer", "/tries/{peer_try}/back"),
    Stop("song", "rated-as-colleague", "/reviews/{peer_review}"),
    Stop("lin", "progress", "/people/{lin}"),
    Stop("wei", "progress-decided", "/people/{wei}"),
    Stop("jiang", "file", "/people/{jiang}/file"),
    Stop("meng", "home-waiting", "/"),
    Stop("su", "home-owed", "/"),
    Stop("su", "reply", "/decisions/{decision}/reply"),
    Stop("gu", "home-first-day", "/"),
    Stop("gu", "standard", "/standard"),
    Stop("bai", "home-not-begun", "/"),
    Stop("bai", "practice-empty", "/practice"),
    Stop("lin", "account", "/account"),
    Stop("chen", "todo", "/todo"),
    Stop("chen", "practice-teaching", "/practice"),
    Stop("chen", "skill-of-trainee", f"/practice/{VISIT}?person={{lin}}"),
    Stop("chen", "handouts", "/practice/handouts"),
    Stop("chen", "cards", f"/practice/{VISIT}/cards"),
    Stop("chen", "script", f"/practice/{VISIT}/script"),
    Stop("chen", "paper", f"/practice/{VISIT}/paper?person={{lin}}"),
    Stop("chen", "from-paper", f"/practice/{VISIT}/from-paper?person={{lin}}"),
    Stop("chen", "show-new", "/shows/new"),
    Stop("chen", "classes", "/classes"),
    Stop("chen", "class-new", "/classes/new"),
    Stop("chen", "register", "/classes/{register}"),
    Stop("chen", "class-screen", "/classes/{register}/screen"),
    Stop("chen", "class-recorded", "/classes/{recorded}"),
    Stop("lin", "class-sign-in", "/class"),
    Stop("su", "class-taught", "/classes/taught/{taught}"),
    Stop("chen", "class-correct", "/classes/taught/{taught}/correct"),
    Stop("chen", "leave-list", "/people/{lixiang}/absences"),
    Stop("chen", "leave-new", "/people/{lixiang}/absences/new"),
    Stop("lixiang", "leave-own", "/absences/{leave}"),
    Stop("chen", "leave-correct", "/absences/{leave}/correct"),
    Stop("tang", "home-on-leave", "/"),
    Stop("chen", "live-review", "/tries/{live_try}/review"),
    Stop("chen", "review-waiting", "/tries/{waiting_try}/review"),
    Stop("chen", "look-back-trainer", "/tries/{done_try}/back"),
    Stop("chen", "change-again", "/tries/{done_try}/change"),
    Stop("chen", "show-disputed", "/shows/{show_disputed}"),
    Stop("chen", "show-correct", "/shows/{show_disputed}/correct"),
    Stop("chen", "call-off", "/tries/{live_try}/call-off"),
    Stop("chen", "review-correct", "/reviews/{review}/correct"),
    Stop("wu", "review-corrected", "/reviews/{review_corrected}"),
    Stop("zhou", "how-i-rate", "/raters/me"),
    Stop("daniel", "how-i-rate-unknown", "/raters/me"),
    Stop("chen", "calibrate", "/raters/calibration/{calibration_open}"),
    Stop("zhou", "calibrated", "/raters/calibration/{calibrated}"),
    Stop("qin", "raters", "/raters"),
    Stop("su", "watch-ask", f"/practice/{VISIT}/watch"),
    Stop("lin", "watch-waiting", "/watch/{watch}"),
    Stop("chen", "watch-asked", "/watch/{watch}"),
    Stop("chen", "guests", "/tries/{live_try}/guests"),
    Stop("", "guest-link", "/guest/link/{guest_token}"),
    Stop("guest", "guest-start", "/guest"),
    Stop("guest", "guest-review", "/guest/review"),
    Stop("guest-done", "guest-done", "/guest/done"),
    Stop("lin", "second-ask", "/reviews/{review}/second"),
    Stop("chen", "second-waiting", "/second/{look_waiting}"),
    Stop("meng", "second-done", "/second/{look_done}"),
    Stop("chen", "items", "/items"),
    Stop("chen", "items-of-module", f"/items/{CALLS}"),
    Stop("chen", "item-broken", f"/items/{CALLS}/yao-moved-south"),
    Stop("chen", "item-hotspot", f"/items/{CALLS}/tan-did-not-ring-ahead"),
    Stop("chen", "item-matching", f"/items/{CALLS}/five-who-say-send-it"),
    Stop("ding", "item-open", f"/items/{CALLS}/pei-says-come-anyway"),
    Stop("chen", "story", "/people/{su}"),
    Stop("chen", "recall-of", "/recall/{lin}"),
    Stop("qin", "team", "/team"),
    Stop("shen", "teams", "/team"),
    Stop("qin", "owed", "/owed"),
    Stop("qin", "findings", "/findings"),
    Stop("qin", "finding", f"/findings/quiz.{CALLS}.yao-moved-south"),
    Stop("qin", "story-manager", "/people/{su}"),
    Stop("luo", "story-decided", "/people/{wei}"),
    Stop("qin", "decision", f"/people/{{su}}/decisions/new?skill={VISIT}"),
    Stop("qin", "decision-correct", "/decisions/{decision}/correct"),
    Stop("qin", "decision-withdraw", "/decisions/{decision}/withdraw"),
    Stop("qin", "case", "/cases/{case}"),
    Stop("qin", "case-curve", "/cases/{case}/curve"),
    Stop("qin", "case-why", "/cases/{case}/why"),
    Stop("qin", "case-shows", "/cases/{case}/shows"),
    Stop("sun", "case-own", "/cases/{case}"),
    Stop("sun", "home-case", "/"),
    Stop("chen", "case-trainer", "/cases/{case}"),
    Stop("luo", "case-decided", "/cases/{decided_case}"),
    Stop("wei", "case-decided-own", "/cases/{decided_case}"),
    Stop("luo", "enrol", "/enrol/{bai}"),
    Stop("qin", "first-day", "/enrol/{su}/start"),
    Stop("wu", "offer", "/offers/{missed}"),
    Stop("ouyang", "offer-own", "/offers/{missed}"),
    Stop("luo", "link", "/people/{bai}/link"),
    Stop("daniel", "todo-english", "/todo"),
    Stop("ding", "people", "/admin/people"),
    Stop("ding", "person", "/admin/people/{lin}"),
    Stop("ding", "suspension", "/admin/people/{chen}/suspension"),
    Stop("ding", "person-new", "/admin/people/new"),
    Stop("ding", "lines", "/admin/lines"),
    Stop("ding", "teams-admin", "/admin/teams"),
    Stop("ding", "team-admin", "/admin/teams/{team}"),
    Stop("ding", "coaching", "/admin/coaching"),
    Stop("ding", "audit", "/admin/audit"),
    Stop("ding", "content", "/admin/content"),
    Stop("ding", "thresholds", "/admin/thresholds"),
    Stop("qin", "thresholds-manager", "/admin/thresholds"),
    Stop("ding", "thresholds-change", "/admin/thresholds/change"),
    Stop("ding", "thresholds-back", "/admin/thresholds/{settings}/back"),
)


class Company:
    """The demo company as the walk needs it: ids of the things that its pages are about.

    It pushes a context for each thing that it does: one that stood for a whole run would be found by other sites.
    """

    def __init__(self, site: Flask) -> None:
        """Begins a live try, so that there is one to look at."""
        self.site = site
        with site.app_context():
            self.ids: Mapping[str, int] = {one.key: _id_of(one.login) for one in EVERYBODY}
            self.things: Mapping[str, object] = {**self.ids, **self._things()}
            self.guests = self._guests()

    def path(self, stop: Stop) -> str:
        return stop.path.format(**self.things)

    def cookie(self, who: str) -> str:
        """The value of a session cookie with which a browser is signed in as somebody."""
        with self.site.test_request_context():
            with transaction():
                begin(session().get_one(Person, self.ids[who]), stay=False, browser="walk")
            from flask import session as cookie  # noqa: PLC0415  the cookie of this request only

            serializer = self.site.session_interface.get_signing_serializer(self.site)  # type: ignore[attr-defined]
            return str(serializer.dumps(dict(cookie)))

    def signed_in(self, who: str, address: str) -> dict[str, str]:
        """The cookie of a browser of somebody, or of a guest."""
        if who in GUESTS:
            return {"name": "guest", "value": self.guests[who], "url": address}
        return {"name": "session", "value": self.cookie(who), "url": address}

    def look(self, language: Language, theme: str) -> None:
        """Everybody reads in this language and theme."""
        with self.site.app_context(), transaction():
            for person in session().scalars(select(Person)):
                person.language, person.theme = language.value, theme

    def _things(self) -> dict[str, object]:
        lin, meng, su, song, tang = (
            practice_of([self.ids[key]])[self.ids[key]] for key in ("lin", "meng", "su", "song", "tang")
        )
        attempts = {
            key: session().scalars(select(Attempt).where(Attempt.person_id == self.ids[key]).order_by(Attempt.id)).all()
            for key in ("feng", "lin")
        }
        return {
            "open_attempt": next(attempt.id for attempt in attempts["feng"] if attempt.closed_at is None),
            "closed_attempt": next(attempt.id for attempt in reversed(attempts["lin"]) if attempt.module == CALLS),
            "check": quizzes.start(self.ids["emma"], CALLS, "walk-check", Mode.CHECK, seed=7),
            "met_item": session()
            .scalars(
                select(AttemptItem.question)
                .join(Attempt, Attempt.id == AttemptItem.attempt_id)
                .where(Attempt.person_id == self.ids["lin"], Attempt.module == CALLS, Attempt.closed_at.is_not(None))
            )
            .first(),
            "question": session().scalars(select(Asked.id).where(Asked.person_id == self.ids["song"])).first(),
            **self._marked(),
            **self._calibrations(),
            "sealed_try": meng.live(CALLS)[-1].id,
            "done_try": lin.live(VISIT)[-1].id,
            "agreed_try": next(made.id for made in reversed(lin.live(VISIT)) if made.change_agreed),
            **self._classes(),
            "waiting_try": next(made.id for made in su.live(VISIT) if not made.trainer_reviews),
            **self._joined(self._live_try()),
            "peer_try": lin.peer(VISIT)[-1].id,
            "peer_review": next(r.id for r in lin.peer(VISIT)[-1].reviews if r.kind is ReviewKind.PEER),
            "show_waiting": next(show.id for show in reversed(meng.shows) if show.standing is ShowStanding.OFFERED),
            "show_disputed": next(show.id for show in song.shows if show.standing is ShowStanding.NOT_SEEN),
            "played": next(made for made in reversed(lin.solo(CALLS)) if plays_of([made.id])).id,
            "review": lin.live(VISIT)[-1].trainer_reviews[0].id,
            "review_corrected": tang.live(CALLS)[2].trainer_reviews[0].id,
            "missed": arrangements_of([self.ids["ouyang"]])[self.ids["ouyang"]].not_come[0][1].id,
            "team": session().scalars(select(Team.id).order_by(Team.id.desc())).first(),
            **self._looked_again(lin.live(VISIT)[-1].id),
            **self._cases(),
            "settings": self._settings(),
            "decision": decisions_of([self.ids["su"]])[self.ids["su"]][0].decision.id,
            "invitation": "/enter/" + links.make(self.ids["ding"], self.ids["bai"], "walk").address.rpartition("/")[2],
        }

    def _settings(self) -> int:
        """A version of the thresholds that another has replaced. They move nobody: only how long a review may take."""
        first = set_thresholds(self.ids["ding"], {"case_days": 6}, "两周太长，一周太短，取中间。", "walk-six-days")
        set_thresholds(self.ids["ding"], {"case_days": 8}, "国庆前后人手不够，多留几天。", "walk-eight-days")
        return first

    def _joined(self, live_try: int) -> dict[str, object]:
        """A try that goes on, in which a colleague plays the customer."""
        code = joining.invite(self.ids["chen"], live_try)
        joining.join(self.ids["fang"], code, {Part.CUSTOMER})
        return {"live_try": live_try, "join_code": code}

    def _looked_again(self, done_try: int) -> dict[str, object]:
        """A request to be watched, second looks, and a try at which one can be asked for since 秦岚 was there."""
        with transaction():
            give(done_try, self.ids["qin"], Part.CUSTOMER, self.ids["lin"])
        standing = watching.open_of(self.ids["lin"], VISIT)
        looks = session().scalars(select(SecondLook).order_by(SecondLook.id)).all()
        return {
            "watch": standing.id if standing else watching.ask(self.ids["lin"], VISIT, "会议室3", "walk-watch"),
            "look_done": looks[0].id,
            "look_waiting": looks[1].id,
            "guest_token": self._invited("孟总"),
        }

    def _guests(self) -> dict[str, str]:
        """The tokens of the browsers of two guests: one rates, one has ended, and with it another play."""
        over = tries.start_try(self.ids["chen"], self.ids["fang"], VISIT, "walk-over-try")
        links = {"guest": self._invited("石总"), "guest-done": self._invited("范总", over)}
        tokens = {who: guests.begin(link)[0] for who, link in links.items()}
        done = guests.guest_of(tokens["guest-done"])
        assert done is not None
        assert done.review_id is not None
        levels = {item.id: "2" for item in edition.catalog().checklist_of(SkillId(VISIT)).items}
        reviews.end_review(done.person_id, done.review_id, reviews.keep_levels(done.person_id, done.review_id, levels))
        return tokens

    def _invited(self, name: str, try_id: int | None = None) -> str:
        made = guests.invite(self.ids["chen"], try_id or self._live_try(), name, f"walk-{name}")
        return made.address.rpartition("/")[2]

    def _live_try(self) -> int:
        return tries.start_try(self.ids["chen"], self.ids["song"], VISIT, "walk-live-try")

    def _classes(self) -> dict[str, object]:
        """A class that was recorded, and a register that is open with its code on the screen."""
        chen, taught = self.ids["chen"], Taught(skill=VISIT)
        recorded = session().scalars(select(ClassSession.id).where(ClassSession.saved_at.is_not(None))).first()
        register = opening.open_class(chen, taught, clock.now(), "会议室3", "walk-class")
        people = [self.ids[key] for key in ("lin", "song", "meng", "su", "lixiang")]
        for _twice in range(2):  # a mark is kept of who was on the register before
            opening.set_list(chen, register, people, {self.ids["song"]: Called.LATE, self.ids["su"]: Called.OFFERED})
        signing.sign_in(self.ids["meng"], signing.new_code(chen, register))
        of_su = select(ModuleTaught.id).where(ModuleTaught.person_id == self.ids["su"])
        leave = select(Absence.id).where(Absence.person_id == self.ids["lixiang"])
        taught_to_su, left = session().scalars(of_su).first(), session().scalars(leave).first()
        return {"register": register, "recorded": recorded, "taught": taught_to_su, "leave": left}

    def _cases(self) -> dict[str, object]:
        """A review that waits for its decision, and one that was decided."""
        cases = {row.person_id: row.id for row in session().scalars(select(ReviewCase))}
        return {"case": cases[self.ids["sun"]], "decided_case": cases[self.ids["wei"]]}

    def _marked(self) -> dict[str, object]:
        """An open answer that waits for its mark, and one that has it."""
        waiting = answers_waiting(select(Person.id).where(Person.id == self.ids["song"]), clock.today(HOUSE))[0]
        own = select(Mark).join(Attempt, Attempt.id == Mark.attempt_id).where(Attempt.person_id == self.ids["lin"])
        marked = session().scalars(own.where(Mark.comment != "").order_by(Mark.id.desc())).first()
        assert marked is not None
        return {
            "to_mark": waiting.attempt_id, "to_mark_at": waiting.position,
            "marked": marked.attempt_id, "marked_at": marked.position,
        }  # fmt: skip

    def _calibrations(self) -> dict[str, object]:
        """A transcript that is being rated, and one that has been, beside its references."""
        rated = select(CalibrationAnswer.id).order_by(CalibrationAnswer.id.desc())
        begun = rated.where(CalibrationAnswer.rater_id == self.ids["chen"], CalibrationAnswer.closed_at.is_(None))
        ended = rated.where(CalibrationAnswer.rater_id == self.ids["zhou"])
        return {"calibration_open": session().scalars(begun).first(), "calibrated": session().scalars(ended).first()}


def _id_of(login: str) -> int:
    person = find(reach.either(login))
    assert person is not None, login
    return person.id
