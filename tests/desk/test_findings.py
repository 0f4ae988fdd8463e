"""First suspect the teaching: what leaders read of it, with figures, files and whom it touches."""

import re
from datetime import timedelta
from typing import Any

import pytest

from lms import clock
from lms.config import ROOT
from lms.curriculum import edition
from lms.curriculum.catalog import SkillId
from lms.db import session, transaction
from lms.i18n import Language
from lms.judgement import service
from lms.judgement.basis import basis_in_force
from lms.judgement.cohort import RaterStanding, SkillCohort
from lms.judgement.findings.suspecting import broken_quizzes, teaching_at_fault
from lms.people.models import Membership, Person, Role
from tests.cast import BEGAN, DAY_ONE, PASSWORD_HASH, Cast
from tests.desk.test_team import another, at
from tests.factories.training import PHONE, VISIT, Trainee, on, trainee_of
from tests.judgement.estimated import estimated
from tests.pages import Pages
from tests.raters.world import rated_in_turn, second_trainer

BOTH = pytest.mark.parametrize("language", list(Language))
GROWN = SkillCohort(people=12, growth=0.9, growth_se=0.1)
STUCK = SkillCohort(people=9, growth=0.1, growth_se=0.1)


def practised(cast: Cast, *days: int, waits: timedelta = timedelta(minutes=20)) -> Trainee:
    """A trainee who was shown and has tried; each review came so long after the try began."""
    trainee = trainee_of(cast).enrolled()
    trainee.shown(PHONE, on(3, 9))
    trainee.shown(PHONE, on(3, 11))
    for day in days:
        begun = on(day, 14)
        trainee.tried(PHONE, begun, 1, reviewed_at=begun + waits)
    return trainee


def test_nothing_is_suspected_while_nothing_is_measured(cast: Cast, pages: Pages) -> None:
    practised(cast, 4)
    page = at(pages, cast.manager, 6, "/findings")
    assert "眼下没查出我们的问题" in page.words
    assert "还没估算过" in page.words


@BOTH
def test_a_module_that_does_not_teach_is_told_with_figures_files_and_whom_it_touches(
    cast: Cast, pages: Pages, language: Language
) -> None:
    practised(cast, 4)
    estimated({PHONE: STUCK, VISIT: GROWN})
    zh = language is Language.ZH
    title = "“电话销售”：9人练过，平均只长0.1级" if zh else "9 people practised it and gained 0.1 of a level on average"
    listed = at(pages, cast.manager, 6, "/findings", language)
    assert title in listed.words
    assert ("你的学员里有1人受影响" if zh else "touches 1 of your trainees") in listed.words
    page = at(pages, cast.manager, 6, f"/findings/module.{PHONE}", language)
    told = (
        title,
        "0.15",
        "0.50",
        "0.90",
        "李文",
    )
    for words in told:
        assert words in page.words
    for file in ("zh.md" if zh else "en.md", "checklist.yaml", "show.yaml", "cards/"):
        assert f"<code>courses/{PHONE}/{file}</code>" in page.text
    assert f'href="/people/{cast.trainee}?skill={PHONE}"' in page.text


def test_a_row_of_the_checklist_leads_to_its_line(cast: Cast, pages: Pages) -> None:
    practised(cast, 4)
    item = edition.catalog().checklist_of(SkillId(PHONE)).items[1]
    estimated({PHONE: SkillCohort(people=12, growth=0.9, growth_se=0.1, left_out={item.id: "never_done"})})
    page = at(pages, cast.manager, 6, f"/findings/item.{PHONE}.{item.id}")
    assert "几乎没人做到过" in page.words
    found = re.search(rf"<code>[^<]*{PHONE}/checklist.yaml:(\d+)</code>", page.text)
    assert found is not None
    lines = (ROOT / "courses" / PHONE / "checklist.yaml").read_text(encoding="utf-8").splitlines()
    assert f"id: {item.id}" in lines[int(found[1]) - 1]


def test_late_reviews_are_told_try_by_try_and_three_prompt_ones_work_them_off(cast: Cast, pages: Pages) -> None:
    trainee = practised(cast, 4, 5, 6, waits=timedelta(days=6))
    key = f"/findings/delay.{cast.trainer}.{PHONE}"
    page = at(pages, cast.manager, 17, key)
    assert "陈静，“电话销售”：3次评阅来晚了" in page.words
    assert "11月4日 周三练的，说好11月6日 周五前评，11月10日 周二才评" in page.words
    for day in (17, 18, 19):
        trainee.tried(PHONE, on(day, 10), 1)
    with clock.standing_at(on(20, 9)):
        manager = pages.sign_in(cast.manager)
        manager.get(key, 302)
        assert "这一条现在查不到了" in manager.get("/findings").words


def test_only_of_whom_a_finding_tells_the_tries_is_judged(
    cast: Cast, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = practised(cast, 4, 5, 6, waits=timedelta(days=6))
    prompt = another(cast, "赵新").enrolled()
    prompt.tried(PHONE, on(4), 1)
    estimated({PHONE: STUCK})
    with clock.standing_at(on(17, 9)):
        manager = pages.sign_in(cast.manager)
        manager.get("/findings")
        judged: list[int] = []
        judge_all = service._judge_all

        def judge(person_id: int, *rest: Any) -> Any:
            judged.append(person_id)
            return judge_all(person_id, *rest)

        monkeypatch.setattr(service, "_judge_all", judge)
        page = manager.get("/findings")
    assert judged == [waits.id]
    assert "你的学员里有2人受影响" in page.words, "who was reviewed on the skill, judged or not"


def test_a_rater_is_spoken_of_only_after_their_days_of_quiet_and_only_to_who_manages_them(
    cast: Cast, pages: Pages
) -> None:  # fmt: skip
    han = second_trainer(cast)
    rated_in_turn(cast, han, 0, 3)
    title = "陈静评得和别的教练差得远"
    far = RaterStanding(severity=-1.4, far=True)
    estimated({PHONE: GROWN}, {cast.trainer: far, cast.other_trainer: far})
    with clock.standing_at(on(13, 9)):
        manager = pages.sign_in(cast.manager)
        assert title not in manager.get("/findings").words
        manager.get(f"/findings/rater.{cast.trainer}", 302)
    with clock.standing_at(on(27, 9)):
        manager = pages.sign_in(cast.manager)
        listed = manager.get("/findings").words
        assert title in listed
        assert "周涛" not in listed
        assert "−1.40" in manager.get(f"/findings/rater.{cast.trainer}").words
        assert title not in pages.sign_in(manager_of(cast.other_team)).get("/findings").words


def manager_of(team: int) -> int:
    with transaction():
        person = Person(name="沈若", email="shen@example.com", password_hash=PASSWORD_HASH, created_at=BEGAN)
        session().add(person)
        session().flush()
        session().add(Membership(person_id=person.id, team_id=team, role=Role.MANAGER, from_on=DAY_ONE))
        return person.id


def test_what_is_not_found_leads_back_to_the_list_whatever_it_is(cast: Cast, pages: Pages) -> None:
    manager = pages.sign_in(cast.manager)
    for key in ("module.telephone-selling", "module.juggling", "rater.1", "rater.999", "nonsense", "quiz.a.b"):
        manager.get(f"/findings/{key}", 302)


def test_only_what_forbids_a_judgement_waits_for_a_manager(cast: Cast) -> None:
    estimated({PHONE: STUCK, VISIT: SkillCohort(left_out={"one": "never_done"}, broken_quizzes=(VISIT,))})
    # nobody has answered the quiz, so what the estimate found broken has been mended or never was
    assert [one.key for one in teaching_at_fault(basis_in_force())] == [f"module.{PHONE}"]
    assert broken_quizzes() == {}


@BOTH
def test_the_team_page_marks_a_module_in_question_in_its_column_and_puts_it_before_the_manager(
    cast: Cast, pages: Pages, language: Language
) -> None:
    practised(cast, 4)
    estimated({PHONE: STUCK, VISIT: GROWN})
    page = at(pages, cast.manager, 6, language=language)
    heads = {" ".join("".join(head.itertext()).split()) for head in page.tree.iter("th")}
    assert ("电话销售 课在查" if language is Language.ZH else "Telephone selling Module in question") in heads
    assert page.text.count(f'href="/findings/module.{PHONE}"') == 2
