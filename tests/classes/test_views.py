"""Pages of classes: without scripts they do all that they do with them."""

import re

from lms.classes import opening, saving, signing
from lms.classes.register_view import class_page
from lms.classes.rules import Mark, Taught
from lms.db import session
from lms.plan import service as plan
from lms.practice.models import Attendance
from tests.cast import DAY_ONE, Cast
from tests.pages import Pages
from tests.practice.plays import SKILL, at, clock_at, key

MODULE = "telephone-selling"


def opened(cast: Cast, taught: Taught) -> int:
    plan.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, key())
    return opening.open_class(cast.trainer, taught, at(), "会议室3", key())


def test_a_class_is_opened_called_and_recorded_by_forms_alone(cast: Cast, pages: Pages) -> None:
    with clock_at():
        plan.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, key())
        pages.sign_in(cast.trainer)
        form = {"what": f"show:{SKILL}", "by": cast.trainer, "happened": "2026-11-16T10:00", "place": "会议室3"}
        made = pages.post("/classes/new", form).location
        assert "李文" in pages.get(made).words
        assert pages.post(f"{made}/list", {"people": [cast.trainee]}).location == made
        screen = pages.post(f"{made}/code", {"to": "screen"}).location
        words = pages.get(screen).words
        assert re.search(r"\d{3} \d{3}", words)
        assert "<svg" in pages.get(screen).text
        assert pages.post(f"{made}/save", {f"mark-{cast.trainee}": "late"}).location == made
        assert "晚到" in pages.get(made).words
        assert pages.get(screen, 302).location == made
    assert session().query(Attendance).one().absent is False


def test_what_was_refused_comes_back_with_the_marks_that_were_set(cast: Cast, pages: Pages) -> None:
    with clock_at(-60):
        plan.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, key())
        made = opening.open_class(cast.trainer, Taught(module=MODULE), at(), "", key())
        refused = pages.sign_in(cast.trainer).post(
            f"/classes/{made}/save", {f"mark-{cast.trainee}": "offered"}, status=422
        )
    assert re.search(r'value="offered" checked', refused.text)
    assert "还没开始" in refused.words


def test_the_trainee_gives_the_code_on_a_page_that_their_first_page_leads_to(cast: Cast, pages: Pages) -> None:
    with clock_at():
        made = opened(cast, Taught(module=MODULE))
        code = signing.new_code(cast.trainer, made)
        pages.sign_in(cast.trainee)
        assert "今天有课" in pages.get("/").words
        assert f'value="{code}"' in pages.get(f"/class?code={code}").text
        assert "对一下屏幕" in pages.post("/class", {"code": "0"}, status=422).words
        assert "签到成功" in pages.post("/class", {"code": code}, status=200).words
        assert "今天有课" not in pages.get("/").words
        assert class_page(cast.trainer, made).signed_in == 1


def test_the_trainee_reads_what_was_recorded_and_the_trainer_corrects_it(cast: Cast, pages: Pages) -> None:
    with clock_at():
        made = opened(cast, Taught(module=MODULE))
        saving.save(cast.trainer, made, {cast.trainee: Mark.OFFERED}, key())
        told = next(notice for notice in re.findall(r"/notices/(\d+)", pages.sign_in(cast.trainee).get("/").text))
        page = pages.post(f"/notices/{told}").location
        words = pages.get(page).words
        assert "通知了，没到" in words
        assert "陈静" in words
        pages.sign_in(cast.trainer)
        assert pages.post(f"{page}/correct", {"what": "attended", "why": "他坐在后排"}).location == page
        corrected = pages.get(page)
        assert "他坐在后排" in corrected.words
        story = pages.get(f"/people/{cast.trainee}?show=all").words
    assert "上了" in story
    assert "更正了一堂课" in story
