"""A manager's team."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from lms import clock
from lms.db import session, transaction
from lms.desk.standing import SIZE
from lms.i18n import Language
from lms.judgement.decisions.service import Deciding, Kind, decide, reply
from lms.judgement.deriving import derive_stale
from lms.people.models import Coaching, Membership, Person, Role, Team
from lms.plan.arrangements import Arranged, Owed, arrange
from lms.practice.reviews import open_review
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.factories.crowd import crowd
from tests.factories.slow import slow
from tests.factories.training import PHONE, VISIT, Trainee, key, on, trainee_of
from tests.pages import Page, Pages, queries

BOTH = pytest.mark.parametrize("language", list(Language))


def at(pages: Pages, person: int, day: int, address: str = "/team", language: Language = Language.ZH) -> Page:
    with clock.standing_at(on(day, 9)):
        return pages.sign_in(person, language).get(address)


def people(page: Page) -> list[str]:
    """Names in the order of the rows."""
    return [
        "".join(link.itertext())
        for row in page.tree.iter("tr")
        if "person" in (row.get("class") or "").split()
        for link in row.iter("a")
        if link.get("class") == "name"
    ]


def headline(page: Page) -> str:
    return " ".join("".join(next(page.tree.iter("h1")).itertext()).split())


def figures(page: Page) -> dict[str, int]:
    """The five figures by the state to which they filter."""
    found = re.findall(r'href="/team\?state=(\w+)[^"]*"[^>]*>\s*<span class="top"><b>(\d+)</b>', page.text)
    return {state: int(count) for state, count in found}


def another(cast: Cast, name: str, team: int | None = None) -> Trainee:
    with transaction():
        person = Person(name=name, email=f"{name}@example.com", created_at=BEGAN)
        session().add(person)
        session().flush()
        session().add(Membership(person_id=person.id, team_id=team or cast.team, role=Role.TRAINEE, from_on=DAY_ONE))
        session().add(Coaching(trainer_id=cast.trainer, trainee_id=person.id, from_on=DAY_ONE))
    return Trainee(person.id, cast.trainer, cast.manager)


def ready(trainee: Trainee) -> Trainee:
    trainee.enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    for skill in (PHONE, VISIT):
        trainee.shown(skill, on(2, 13))
        trainee.shown(skill, on(4, 16))
        trainee.mastered(skill, on(2, 14 if skill == PHONE else 16))
        trainee.tried(skill, on(3, 10 if skill == PHONE else 14), 3)
        trainee.tried(skill, on(4, 10 if skill == PHONE else 14), 3)
    return trainee


@BOTH
def test_a_row_says_state_oldest_debt_and_next(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    trainee.shown(PHONE, on(2, 16))
    trainee.shown(VISIT, on(3, 16))
    trainee.tried(PHONE, on(3), None)
    trainee.tried(VISIT, on(4), 1)
    page = at(pages, cast.manager, 6, language=language)
    said = ("欠评阅1次，逾期1天", "陈静", "未教够", "安排评阅") if language is Language.ZH else (
        "1 review owed, 1 day late", "陈静", "Teaching owed", "Plan the review",
    )  # fmt: skip
    for words in said:
        assert words in page.words
    assert "2 / 2 / 1" in page.words


def test_whoever_is_owed_longest_comes_first_then_the_others_by_name(cast: Cast, pages: Pages) -> None:
    ready(another(cast, "王芳"))
    ready(another(cast, "阿依古丽"))
    another(cast, "赵新").enrolled(date(2026, 11, 4))
    trainee_of(cast).enrolled()
    page = at(pages, cast.manager, 6)
    assert people(page) == ["李文", "赵新", "阿依古丽", "王芳"]
    assert "先列要人来看的，再列我们欠着的，欠得最久的在前；其余按状态，再按姓名。" in page.words


def test_each_figure_counts_the_rows_that_their_links_open(cast: Cast, pages: Pages) -> None:
    ready(another(cast, "王芳"))
    another(cast, "赵新").enrolled(date(2026, 11, 30), acknowledged=False)
    another(cast, "钱进").enrolled(date(2026, 11, 6), acknowledged=False)
    trainee_of(cast).enrolled()
    counted = figures(at(pages, cast.manager, 6))
    assert counted == {"untrainable": 0, "untrained": 1, "on_plan": 1, "ready": 1, "unknown": 1}
    for state, count in counted.items():
        assert len(people(at(pages, cast.manager, 6, f"/team?state={state}"))) == count


@BOTH
def test_debts_stand_by_the_one_who_owes(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.tried(PHONE, on(3), None)
    other = another(cast, "赵新").enrolled()
    with transaction():
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=other.id, skill=PHONE, from_on=DAY_ONE))
    page = at(pages, cast.manager, 9, language=language)
    table = next(node for node in page.tree.iter("table"))
    lines = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in table.iter("tr")]
    assert [line[0] for line in lines[1:3]] == ["陈静", "周涛"]
    zh = language is Language.ZH
    assert lines[0][1:4] == (["示范", "练习", "评阅"] if zh else ["Shows", "Tries", "Reviews"])
    total = [int(cell) if cell.isdigit() else 0 for cell in lines[-1][1:-1]]
    each = [[int(cell) if cell.isdigit() else 0 for cell in line[1:-1]] for line in lines[1:-1]]
    assert total == [sum(column) for column in zip(*each, strict=True)]
    longest = max(int(line[-1]) for line in lines[1:-1])
    assert lines[-1][0] == ("合计" if zh else "Total")
    assert lines[-1][-1] == (f"最久{longest}" if zh else f"oldest {longest}")
    theirs = at(pages, cast.manager, 9, f"/team?owed_by={cast.other_trainer}", language)
    assert people(theirs) == ["赵新"]


def test_what_needs_the_manager_comes_before_any_figure(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    with clock.standing_at(on(5)):
        deciding = Deciding(Kind.OBSERVE, "再看两次，先不换人。", "再看到周一。", date(2026, 11, 9))
        decided = decide(cast.manager, cast.trainee, PHONE, deciding, key())
    page = at(pages, cast.manager, 12)
    assert "李文：电话销售该再定一次" in page.words
    assert page.text.index("该再定一次") < page.text.index('class="kpis"')
    with clock.standing_at(on(12)):
        reply(trainee.id, decided, "我想先跟一次真实的电话。", key())
    page = at(pages, cast.manager, 12)
    assert "李文回复了你对电话销售的决定" in page.words
    assert "我想先跟一次真实的电话。" in page.words


def replied(trainee: Trainee, day: int, words: str = "好，周三行。") -> str:
    """A decision with the trainee's reply, on one day. Returns where the reply is opened."""
    with clock.standing_at(on(day)):
        deciding = Deciding(Kind.ACCOMPANY, "两次都停在同一处，跟一次看看。", "跟一次。", None)
        decided = decide(trainee.manager, trainee.id, PHONE, deciding, key())
        return f"/replies/{reply(trainee.id, decided, words, key())}/open"


def test_a_reply_that_was_opened_waits_no_longer_for_who_opened_it(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    with transaction():
        session().add(Membership(person_id=cast.admin, team_id=cast.team, role=Role.MANAGER, from_on=DAY_ONE))
    address = replied(trainee, 5)
    assert f'action="{address}"' in at(pages, cast.manager, 6).text
    with clock.standing_at(on(6)):
        opened = pages.post(address)
    assert opened.location == f"/people/{trainee.id}?skill={PHONE}#decisions"
    assert "李文回复了" not in at(pages, cast.manager, 6).words
    assert "李文回复了王强对电话销售的决定" in at(pages, cast.admin, 6).words
    with clock.standing_at(on(7)):
        pages.sign_in(cast.manager).post(address)
        pages.post("/replies/99/open", status=404)
        pages.sign_in(cast.trainer).post(address, status=404)


@BOTH
def test_all_that_waits_for_the_manager_can_be_opened_and_is_counted(
    cast: Cast, pages: Pages, language: Language
) -> None:
    waiting = ["王芳", "赵新", "钱进", "孙未", "周未"]
    with transaction():
        session().query(Coaching).delete()
    for name in waiting:
        trainee = another(cast, name).enrolled()
        with transaction():
            session().query(Coaching).filter(Coaching.trainee_id == trainee.id).delete()
    page = at(pages, cast.manager, 2, language=language)
    said = "的电话销售还没人带" if language is Language.ZH else "has nobody who coaches Telephone selling"
    assert page.words.count(said) == len(waiting)
    assert ("还有2件等你的" if language is Language.ZH else "2 more that wait for you") in page.words
    details = next(node for node in page.tree.iter("details") if "more" in (node.get("class") or ""))
    assert sum("data-row" in node.attrib for node in details.iter("li")) == len(waiting) - 3


def test_another_managers_decision_is_called_theirs(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    with transaction():
        session().add(Membership(person_id=cast.admin, team_id=cast.team, role=Role.MANAGER, from_on=DAY_ONE))
    with clock.standing_at(on(5)):
        deciding = Deciding(Kind.ACCOMPANY, "两次都停在同一处，跟一次看看。", "跟一次。", None)
        decided = decide(cast.manager, trainee.id, PHONE, deciding, key())
        reply(trainee.id, decided, "好，周三行。", key())
    assert "李文回复了你对电话销售的决定" in at(pages, cast.manager, 6).words
    theirs = at(pages, cast.admin, 6).words
    assert "你对电话销售的决定" not in theirs
    assert "李文回复了王强对电话销售的决定" in theirs


@BOTH
def test_a_manager_who_owes_is_spoken_to_and_led_to_their_own_list(
    cast: Cast, pages: Pages, language: Language
) -> None:
    trainee = trainee_of(cast).enrolled()
    with clock.standing_at(on(2, 12)):
        arrange(cast.trainer, trainee.id, Owed("show", PHONE, "", 1), Arranged.HANDED, key(), handed_to=cast.manager)
    page = at(pages, cast.manager, 3, language=language)
    assert ("你欠1次，最久的逾期1天" if language is Language.ZH else "You owe 1, 1 day late") in page.words
    act = next(link for link in page.tree.iter("a") if "".join(link.itertext()) in ("看我的待办", "To my list"))
    assert act.get("href") == "/todo"
    assert any(link.get("href") == "/todo" for nav in page.tree.iter("nav") for link in nav.iter("a"))


def test_who_was_given_everything_and_does_not_hold_is_to_be_decided_on(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    for skill, hour in ((PHONE, 9), (VISIT, 14)):
        for day in (3, 4):
            trainee.shown(skill, on(day, hour))
        for day in (4, 5, 6, 9, 10, 11):
            trainee.tried(skill, on(day, hour + 2), 1)
    page = at(pages, cast.manager, 27)
    link = next(node for node in page.tree.iter("a") if "".join(node.itertext()) == "看记录，定下一步")
    assert link.get("href") == f"/people/{trainee.id}?skill={PHONE}#decisions"
    opened = at(pages, cast.manager, 27, f"/people/{trainee.id}?skill={PHONE}")
    assert 'id="decisions"' in opened.text


def next_step(page: Page, person: str = "李文") -> tuple[str, str | None]:
    """Words and address of what is next in a person's row."""
    row = next(row for row in page.tree.iter("tr") if row.get("data-row") is not None and person in people_in(row))
    cell = next(cell for cell in row.iter("td") if "next-step" in (cell.get("class") or ""))
    link = next(cell.iter("a"), None)
    return "".join(cell.itertext()).strip(), link.get("href") if link is not None else None


def people_in(row: Any) -> list[str]:
    return ["".join(link.itertext()) for link in row.iter("a") if link.get("class") == "name"]


@BOTH
def test_a_row_says_what_was_decided_once_everything_open_was_decided_on(
    cast: Cast, pages: Pages, language: Language
) -> None:
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    for skill, hour in ((PHONE, 9), (VISIT, 14)):
        for day in (3, 4):
            trainee.shown(skill, on(day, hour))
        for day in (4, 5, 6, 9, 10, 11):
            trainee.tried(skill, on(day, hour + 2), 1)
    zh = language is Language.ZH
    to_decide = "看记录，定下一步" if zh else "Decide what comes next"
    observing = Deciding(Kind.OBSERVE, "再看两次，先不换人。", "再看到十二月。", date(2026, 12, 4))
    with clock.standing_at(on(12)):
        decide(cast.manager, trainee.id, PHONE, observing, key())
    page = at(pages, cast.manager, 13, language=language)
    assert next_step(page) == (to_decide, f"/people/{trainee.id}?skill={VISIT}#decisions")
    with clock.standing_at(on(13)):
        decide(
            cast.manager, trainee.id, VISIT, Deciding(Kind.ACCOMPANY, "跟一次真的拜访再看。", "跟一次。", None), key()
        )
    words, href = next_step(at(pages, cast.manager, 16, language=language))
    assert words == (
        "初访，跟访带一程（11月13日定的）" if zh else "First visit, Go along in the field (decided 13 Nov)"
    )
    assert href == f"/people/{trainee.id}?skill={VISIT}#decisions"
    trainee.tried(VISIT, on(17), 1)
    assert next_step(at(pages, cast.manager, 18, language=language))[0] == to_decide
    with clock.standing_at(on(18)):
        decide(cast.manager, trainee.id, VISIT, observing, key())
    words, _href = next_step(at(pages, cast.manager, 19, language=language))
    assert words == (
        "初访，继续观察到12月4日 周五（11月18日定的）"
        if zh
        else "First visit, Keep observing until Fri 4 Dec (decided 18 Nov)"
    )
    with clock.standing_at(datetime(2026, 12, 5, 1, tzinfo=UTC)):
        page = pages.sign_in(cast.manager, language).get("/team")
    assert next_step(page)[0] == to_decide


@BOTH
def test_what_nobody_coaches_is_the_managers_on_every_page(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    with transaction():
        session().get_one(Person, cast.trainer).suspended_at = on(3)
    page = at(pages, cast.manager, 9, language=language)
    zh = language is Language.ZH
    assert ("陈静已停用，李文的电话销售没人带" if zh else "陈静 is suspended; nobody coaches 李文 in") in page.words
    assert ("你欠" if zh else "You owe") in page.words
    table = next(node for node in page.tree.iter("table"))
    line = next(row for row in list(table.iter("tr"))[1:])
    assert "".join(next(line.iter("th")).itertext()) == ("你" if zh else "You")
    assert people(at(pages, cast.manager, 9, f"/team?owed_by={cast.manager}", language)) == ["李文"]
    why = next(node for node in page.tree.iter("div") if node.get("class") == "why")
    assert (", 你, 还没人带" if zh else ", you, nobody coaches this yet") in "".join(why.itertext())
    story = f"/people/{trainee.id}?skill={PHONE}"
    mine = "你（还没人带）" if zh else "you (nobody coaches this yet)"
    assert mine in at(pages, cast.manager, 9, story, language).words
    theirs = at(pages, cast.trainee, 9, story, language).words
    assert ("经理，原定" if zh else "Your manager, due") in theirs
    assert ("还没人带" if zh else "nobody coaches") not in theirs


def test_who_has_not_come_in_yet_can_be_invited_from_the_team_and_from_their_page(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    new = another(cast, "赵新").id
    link = f'href="/people/{new}/link"'
    assert link in at(pages, cast.manager, 3).text
    assert link in at(pages, cast.manager, 3, f"/people/{new}").text
    assert f"/people/{cast.trainee}/link" not in at(pages, cast.manager, 3).text
    assert "重设密码的链接" in at(pages, cast.manager, 3, f"/people/{cast.trainee}").words
    for other in (cast.trainer, cast.trainee):
        assert "/link" not in at(pages, other, 3, f"/people/{cast.trainee}").text


@BOTH
def test_one_debt_is_equally_late_on_every_page(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    trainee.shown(PHONE, on(2, 16))
    trainee.shown(VISIT, on(3, 16))
    trainee.tried(PHONE, on(3), None)
    trainee.tried(VISIT, on(4), 1)
    late = "逾期1天" if language is Language.ZH else "1 day late"
    todo = at(pages, cast.trainer, 6, "/todo?kind=review", language)
    assert late in todo.words
    assert "2天23时" not in todo.words
    assert late in at(pages, cast.manager, 6, language=language).words


def test_a_trainee_whom_nobody_coaches_is_named(cast: Cast, pages: Pages) -> None:
    with transaction():
        session().query(Coaching).filter(Coaching.trainee_id == cast.trainee).delete()
    trainee_of(cast).enrolled()
    page = at(pages, cast.manager, 2)
    assert "李文的电话销售还没人带" in page.words


@BOTH
def test_a_team_without_anybody_enrolled_says_how_to_begin(cast: Cast, pages: Pages, language: Language) -> None:
    page = at(pages, cast.manager, 2, language=language)
    assert ("你的学员会出现在这里" if language is Language.ZH else "Your trainees will be here") in page.words
    assert f"/people/{cast.trainee}" in page.text


def test_who_is_on_no_path_yet_is_named_below(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    another(cast, "赵新")
    assert "还没安排路径： 赵新" in at(pages, cast.manager, 3).words


def test_the_team_filter_takes_a_team_and_all_below(cast: Cast, pages: Pages) -> None:
    with transaction():
        far = Team(name="杭州组", parent_id=cast.team)
        session().add(far)
        session().flush()
    trainee_of(cast).enrolled()
    another(cast, "赵新", far.id).enrolled()
    assert set(people(at(pages, cast.manager, 9))) == {"李文", "赵新"}
    assert people(at(pages, cast.manager, 9, f"/team?team={far.id}")) == ["赵新"]
    assert set(people(at(pages, cast.manager, 9, f"/team?team={cast.team}"))) == {"李文", "赵新"}


def test_a_manager_sees_their_own_teams_only(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    with transaction():
        session().add(
            Membership(person_id=cast.other_trainer, team_id=cast.other_team, role=Role.MANAGER, from_on=DAY_ONE)
        )
    page = at(pages, cast.other_trainer, 9)
    assert people(page) == []
    assert "李文" not in page.words
    for person in (cast.trainee, cast.trainer, cast.admin):
        with clock.standing_at(on(9)):
            pages.sign_in(person).get("/team", status=404)
            pages.get("/team.csv", status=404)


def test_a_filtered_team_counts_and_names_its_own_people_only(cast: Cast, pages: Pages) -> None:
    with transaction():
        far = Team(name="杭州组", parent_id=cast.team)
        session().add(far)
        session().flush()
    for name in ("赵新", "钱进"):
        another(cast, name, far.id).enrolled()
    trainee_of(cast).enrolled()
    another(cast, "孙未", far.id)
    another(cast, "周未")
    page = at(pages, cast.manager, 9, f"/team?team={far.id}")
    assert headline(page) == "杭州组 2人"
    assert "孙未" in page.words
    assert "周未" not in page.words
    assert "3人" in headline(at(pages, cast.manager, 9))


@BOTH
def test_nobody_left_by_the_filters_is_said(cast: Cast, pages: Pages, language: Language) -> None:
    trainee_of(cast).enrolled()
    page = at(pages, cast.manager, 9, f"/team?owed_by={cast.manager}", language)
    assert ("没有符合的人" if language is Language.ZH else "Nobody with these filters") in page.words


@pytest.mark.parametrize(
    "filters",
    ["team=999999", "team=abc", "team=²", "team=99999999999999999999", "owed_by=-1", "owed_by=²", "owed_by=99999999999",
     "state=nonsense"],
)  # fmt: skip
def test_a_filter_that_is_none_of_theirs_leads_nowhere(cast: Cast, pages: Pages, filters: str) -> None:
    """A page with the name of one team and the figures of another would be believed."""
    trainee_of(cast).enrolled()
    with clock.standing_at(on(9)):
        pages.sign_in(cast.manager).get(f"/team?{filters}", status=404)
        pages.get(f"/team?{filters}&team={cast.other_team}", status=404)


def test_a_team_of_three_hundred_takes_no_more_queries_than_one_of_three(cast: Cast, pages: Pages) -> None:
    crowd(cast, 3)
    with clock.standing_at(on(16, 9)):
        pages.sign_in(cast.manager).get("/team")
        with queries(12) as few:
            pages.get("/team")
        crowd(cast, 297, first=3)
        derive_stale(on(16, 9))
        session().expunge_all()
        with queries(len(few)):
            page = pages.get("/team")
    assert len(people(page)) == SIZE
    assert headline(page).endswith("300人")


def turned(page: Page, rel: str) -> str:
    """Where the page before or after is."""
    return next(str(link.get("href")) for link in page.tree.iter("a") if link.get("rel") == rel)


@BOTH
def test_everybody_stands_on_one_page_of_the_list_in_the_order_of_the_whole(
    cast: Cast, pages: Pages, language: Language
) -> None:
    count = SIZE * 2 + 5
    crowd(cast, count)
    with clock.standing_at(on(16, 9)):
        pages.sign_in(cast.manager, language)
        whole = [line.split(",")[0] for line in pages.get("/team.csv").text.splitlines()[1:]]
        owed = figures(pages.get("/team"))["untrained"]
        first = pages.get("/team?state=untrained")
        second = pages.get(turned(first, "next"))
        last = pages.get(turned(second, "next"))
        back = pages.get(turned(last, "prev"))
    listed = [people(page) for page in (first, second, last)]
    assert people(back) == listed[1]
    assert [len(names) for names in listed][:2] == [SIZE, SIZE]
    assert [name for names in listed for name in names] == whole[: sum(map(len, listed))]
    assert len(set(whole)) == count
    assert owed == sum(map(len, listed))
    assert 'rel="prev"' not in first.text
    assert 'rel="next"' not in last.text


def test_a_page_after_somebody_who_is_in_no_list_any_more_is_the_first(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    for after in ("999999", "abc", "-1"):
        assert people(at(pages, cast.manager, 9, f"/team?after={after}")) == ["李文"]


def test_a_page_that_more_have_overtaken_than_are_judged_before_it_says_since_when(
    cast: Cast, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(cast, SIZE + 9)
    monkeypatch.setattr("lms.desk.team.MOST_DERIVED", 4)
    with clock.standing_at(on(16, 9)):
        derive_stale(on(16, 9))
    page = at(pages, cast.manager, 18)
    assert "11月16日 周一 09:00更新" in page.words
    assert "11月18日 周三 09:00更新" in at(pages, cast.manager, 18).words


def test_what_is_sealed_from_a_manager_who_rates_is_in_no_figure_or_row_of_theirs(cast: Cast, pages: Pages) -> None:
    """The stored rows count a review that who rates the same try must not know yet."""
    with transaction():
        session().add(Coaching(trainer_id=cast.manager, trainee_id=cast.trainee, skill=PHONE, from_on=DAY_ONE))
        session().add(Membership(person_id=cast.admin, team_id=cast.team, role=Role.MANAGER, from_on=DAY_ONE))
    trainee = ready(trainee_of(cast))
    made = trainee.tried(PHONE, on(5), None)
    with clock.standing_at(on(5, 11)):
        open_review(cast.manager, made)
    with clock.standing_at(on(5, 12)):
        trainee.reviewed(made, cast.trainer, 0, on(5, 12))
    theirs, others = (at(pages, reader, 6, "/team.csv").text for reader in (cast.manager, cast.admin))
    assert "没做" in others
    assert "没做" not in theirs
    assert people(at(pages, cast.manager, 6)) == ["李文"]


@BOTH
def test_who_does_not_respond_comes_first_as_a_question_with_its_evidence(
    cast: Cast, pages: Pages, language: Language
) -> None:
    another(cast, "赵新").enrolled()
    trainee = slow(cast)
    page = at(pages, cast.manager, 19, language=language)
    zh = language is Language.ZH
    assert people(page) == ["李文", "赵新"]
    assert figures(page)["untrainable"] == 1
    assert people(at(pages, cast.manager, 19, "/team?state=untrainable", language)) == ["李文"]
    assert next_step(page) == ("看依据" if zh else "See the evidence", f"/people/{trainee.id}?skill={PHONE}")
    asked = "李文：电话销售，教过还没见效" if zh else "李文: Telephone selling, taught, not working yet"
    assert page.text.index(asked) < page.text.index('class="kpis"')
    assert ("要人来定，不是结论" if zh else "for people to look at, no verdict") in page.words
    state = "教而未会·待复核" if zh else "Not responding? – needs review"
    assert state in at(pages, cast.manager, 19, "/team.csv", language).text
