"""A trainer's to-do, and a manager's look at it."""

import re
from datetime import date
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from sqlalchemy import select

from lms import clock
from lms.db import session, transaction
from lms.i18n import Language
from lms.people.models import Coaching
from lms.plan.arrangements import Arranged, Owed, arrange
from lms.plan.models import Arrangement
from lms.records.models import Record
from tests.asking.asks import asked
from tests.cast import DAY_ONE, Cast
from tests.factories.crowd import crowd
from tests.factories.training import PHONE, VISIT, Trainee, on, trainee_of
from tests.judgement.estimated import in_force
from tests.pages import Page, Pages, queries

BOTH = pytest.mark.parametrize("language", list(Language))


def at(pages: Pages, person: int, day: int, address: str = "/todo", language: Language = Language.ZH) -> Page:
    with clock.standing_at(on(day, 9)):
        return pages.sign_in(person, language).get(address)


def then(pages: Pages, day: int, address: str = "/todo") -> Page:
    """The next page of who is signed in, with what was said to them on the one before."""
    with clock.standing_at(on(day, 9)):
        return pages.get(address)


def rows(page: Page) -> list[str]:
    """What each row of the list says, in its order."""
    return [
        re.sub(r"\s+", " ", "".join(row.itertext())).strip()
        for row in page.tree.iter("tr")
        if "duty" in (row.get("class") or "")
    ]


def show_key(trainee: Trainee, skill: str = PHONE, ordinal: int = 1) -> str:
    return f"{trainee.id}.show.{skill}..{ordinal}."


def send(pages: Pages, trainee: Trainee, standing: str, november: int, status: int = 302, **values: object) -> Page:
    """Send one of the small forms about the first show of the telephone, on a day of November."""
    given = {"row": show_key(trainee), "key": f"{standing}{november}", **values}
    with clock.standing_at(on(november, 9)):
        data: dict[str, object] = {f"{standing}-{name}": value for name, value in given.items()}
        return pages.post(f"/people/{trainee.id}/arrangements/{standing}", data, status=status)


@BOTH
def test_it_stands_by_our_promise_with_the_longest_wait_first(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    trainee.shown(PHONE, on(2, 16))
    trainee.tried(PHONE, on(3), None)
    page = at(pages, cast.trainer, 6, language=language)
    heads = ("已过我们答应的时间", "还来得及") if language is Language.ZH else ("Past our promise", "Still in time")
    assert all(head in page.words for head in heads)
    zh = language is Language.ZH
    show, review, later = (
        next(at for at, row in enumerate(rows(page)) if all(words in row for words in said))
        for said in (
            ("初访第1次示范", "逾期3天") if zh else ("First visit, show 1", "3 days late"),
            ("电话销售第1次练习的评阅", "逾期1天") if zh else ("Telephone selling, review of try 1", "1 day late"),
            ("电话销售第2次练习", "逾期1天") if zh else ("Telephone selling, try 2", "1 day late"),
        )
    )
    assert show < review < later
    assert "/review" in page.text


@BOTH
def test_an_empty_list_says_what_will_come(cast: Cast, pages: Pages, language: Language) -> None:
    page = at(pages, cast.trainer, 6, language=language)
    assert ("没有等你的" if language is Language.ZH else "Nothing waits for you") in page.words


def test_a_show_that_was_not_seen_is_a_kind_of_its_own(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled().shown(PHONE, on(2, 16), seen=False)
    page = at(pages, cast.trainer, 4, "/todo?kind=not_seen")
    [row] = rows(page)
    assert "本人说11月2日没看到" in row


def test_filters_stand_in_the_address_with_what_they_count(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    page = at(pages, cast.trainer, 5)
    for kind in ("show", "try", "module"):
        count = int(re.search(rf'kind={kind}">[^<]*<span class="number">(\d+)', page.text)[1])  # type: ignore[index]
        assert len(rows(at(pages, cast.trainer, 5, f"/todo?kind={kind}"))) == count
    one = at(pages, cast.trainer, 5, f"/todo?kind=show&skill={VISIT}")
    assert all("初访" in row for row in rows(one))


def test_what_is_due_after_the_next_week_is_not_listed_yet(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    assert "第6次练习" not in " ".join(rows(at(pages, cast.trainer, 2)))


@BOTH
def test_the_panel_offers_what_can_be_arranged_and_a_reminder(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    with clock.standing_at(on(3, 9)):
        show = Owed("show", PHONE, "", 1)
        arrange(cast.trainer, trainee.id, show, Arranged.BOOKED, "booked", booked_for=on(3, 17))
    page = at(pages, cast.trainer, 4, f"/todo?at={show_key(trainee)}", language)
    for words in ("约在……", "转给……", "做不了，因为……", "没来") if language is Language.ZH else (
        "Booked for …", "Hand to …", "Can’t, because …", "Did not come",
    ):  # fmt: skip
        assert words in page.words
    reminder = next(node for node in page.tree.iter("pre"))
    lines = "".join(reminder.itertext()).split("\n")
    assert len(lines) == 2
    assert lines[0].startswith("李文")
    assert f'data-copy="{lines[0]}' in page.text


def test_booked_is_called_booked_until_its_day(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    page = send(pages, trainee, "booked", 4, day="2026-11-06", time="10:00", place="会议室3")
    assert page.location == f"/todo?at={show_key(trainee)}#row-{show_key(trainee)}"
    assert "约在11月6日 周五 10:00，会议室3" in " ".join(rows(at(pages, cast.trainer, 5)))
    assert "已安排 1" in at(pages, cast.trainer, 5).words
    assert "约在今天10:00，会议室3" in " ".join(rows(at(pages, cast.trainer, 6)))
    assert "约在" not in " ".join(rows(at(pages, cast.trainer, 7)))
    assert "约的时间已过：11月6日 周五 10:00，会议室3" in " ".join(rows(at(pages, cast.trainer, 7)))


def test_handed_over_it_stands_on_the_other_list(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    send(pages, trainee, "handed", 4, to=str(cast.manager))
    assert "电话销售第1次示范" not in " ".join(rows(at(pages, cast.trainer, 4)))
    assert "陈静转来的" in " ".join(rows(at(pages, cast.manager, 4)))


def test_why_it_cannot_be_given_is_seen_by_the_manager(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    send(pages, trainee, "cannot", 4, reason="这两天在苏州出差")
    assert "陈静做不了：这两天在苏州出差" in at(pages, cast.trainer, 4).words
    assert "这两天在苏州出差" in at(pages, cast.manager, 4, "/team").words


def test_who_did_not_come_is_not_owed_it_again_and_it_is_on_record(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    chosen = f"/todo?at={show_key(trainee)}"
    assert "记下没来" not in at(pages, cast.trainer, 3, chosen).words
    send(pages, trainee, "not_come", 3, status=409)
    send(pages, trainee, "booked", 3, day="2026-11-03", time="17:00", place="")
    assert "记下没来" in at(pages, cast.trainer, 4, chosen).words
    send(pages, trainee, "not_come", 4)
    assert "电话销售第1次示范" not in " ".join(rows(at(pages, cast.trainer, 4)))
    assert session().scalars(select(Record.verb).where(Record.kind == "arrangement")).all() == ["offered"]


@BOTH
def test_a_refused_form_keeps_what_was_typed_and_stays_open(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer, language)
    page = send(pages, trainee, "booked", 4, status=422, day="2026-11-03", time="10:00", place="会议室3")
    assert 'value="会议室3"' in page.text
    assert 'value="2026-11-03"' in page.text
    assert ("选一个还没到的时间" if language is Language.ZH else "Choose a time that is still to come") in page.words
    assert re.search(r'<details class="more" name="arrange" open>', page.text)
    assert (page.tree.findtext(".//title") or "").startswith("错误" if language is Language.ZH else "Error")


def test_a_double_click_arranges_once(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    for _click in range(2):
        send(pages, trainee, "booked", 4, day="2026-11-06", time="10:00", place="")
    assert len(session().scalars(select(Arrangement)).all()) == 1
    for _click in range(2):
        send(pages, trainee, "not_come", 7)
    assert len(session().scalars(select(Record).where(Record.kind == "arrangement")).all()) == 1


def test_a_stranger_can_arrange_nothing(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    for person in (cast.other_trainer, cast.trainee, cast.admin):
        pages.sign_in(person)
        send(pages, trainee, "booked", 4, status=404, day="2026-11-06", time="10:00")
    pages.sign_in(cast.trainer)
    with clock.standing_at(on(4, 9)):
        pages.post(f"/people/{trainee.id}/arrangements/paid", {"paid-row": show_key(trainee)}, status=404)
    assert session().scalars(select(Arrangement)).all() == []


def test_a_trainer_of_one_skill_sees_what_that_skill_owes(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    with transaction():
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, skill=VISIT, from_on=DAY_ONE))
    theirs = rows(at(pages, cast.other_trainer, 9))
    assert theirs
    assert all("初访" in row for row in theirs)
    assert not any("初访" in row for row in rows(at(pages, cast.trainer, 9)))


def test_what_nobody_coaches_stands_on_the_managers_list(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    with transaction():
        for row in session().scalars(select(Coaching).where(Coaching.trainee_id == cast.trainee)):
            row.to_on = date(2026, 11, 3)
    assert rows(at(pages, cast.manager, 9))
    assert "还没人带" in at(pages, cast.manager, 9).words


def test_a_manager_opens_the_list_of_somebody_who_owes(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    assert rows(at(pages, cast.manager, 9)) == []
    theirs = rows(at(pages, cast.manager, 9, f"/todo?owed_by={cast.trainer}"))
    assert theirs
    assert theirs == rows(at(pages, cast.trainer, 9))
    page = at(pages, cast.manager, 9, f"/todo?owed_by={cast.trainer}")
    assert "陈静，李文这一项还没给" in "".join(next(page.tree.iter("pre")).itertext())


def test_another_persons_duties_are_first_of_all_to_be_arranged(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    for person, address, first in (
        (cast.manager, f"/todo?owed_by={cast.trainer}", "安排"), (cast.trainer, "/todo", "打开这门课"),
    ):  # fmt: skip
        page = at(pages, person, 4, address)
        row = next(row for row in page.tree.iter("tr") if "duty" in (row.get("class") or ""))
        buttons = [*row.iter("a"), *row.iter("button")]
        [main] = ["".join(one.itertext()) for one in buttons if one.get("data-first") is not None]
        assert main == first
        acts = {"".join(one.itertext()): one.get("class") or "" for one in buttons}
        assert ["quiet" in acts[name] for name in ("安排", "打开这门课")] == [first != "安排", first == "安排"]


def test_nobody_looks_into_a_list_of_other_teams(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    for owed_by in ("all", str(cast.trainer)):
        assert rows(at(pages, cast.other_trainer, 9, f"/todo?owed_by={owed_by}")) == []
    for person in (cast.trainee, cast.admin):
        with clock.standing_at(on(9)):
            pages.sign_in(person).get("/todo", status=404)


@BOTH
def test_a_try_under_way_and_a_look_back_stand_above_the_list(cast: Cast, pages: Pages, language: Language) -> None:
    made = trainee_of(cast).enrolled().tried(PHONE, on(4), 1)
    page = at(pages, cast.trainer, 5, language=language)
    assert ("还没说好改哪一样" if language is Language.ZH else "no change agreed yet") in page.words
    assert f"/tries/{made}/back" in page.text


def test_nothing_is_said_of_the_person_but_what_they_are_owed(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    for language in Language:
        for kind in ("show", "try", "module"):
            page = at(pages, cast.trainer, 9, f"/todo?kind={kind}&at={quote(show_key(trainee))}", language)
            said = "".join(next(page.tree.iter("pre")).itertext())
            assert not re.search("未教够|untrained|not responding|behind|落后|差", said, re.IGNORECASE)


def test_the_list_takes_as_many_queries_for_thirty_as_for_three(cast: Cast, pages: Pages) -> None:
    crowd(cast, 3)
    with clock.standing_at(on(16)):
        in_force(cast.manager)
        pages.sign_in(cast.trainer).get("/todo")
        with queries(18) as few:
            pages.get("/todo")
        crowd(cast, 27, first=3)
        with queries(len(few)):
            page = pages.get("/todo")
    assert len(rows(page)) > 30


def choices(page: Page) -> list[tuple[str, bool]]:
    """The options of the one select on the page: its value, and whether it is chosen beforehand."""
    [select_] = page.tree.iter("select")
    return [(one.get("value") or "", one.get("selected") is not None) for one in select_.iter("option")]


def reminder(page: Page) -> list[str]:
    return "".join(next(page.tree.iter("pre")).itertext()).split("\n")


def value_of(page: Page, name: str) -> str:
    return next(field.get("value") or "" for field in page.tree.iter("input") if field.get("name") == name)


@BOTH
def test_nobody_is_chosen_to_hand_to_until_somebody_is(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    page = at(pages, cast.trainer, 4, f"/todo?at={show_key(trainee)}", language)
    assert choices(page)[0][0] == ""
    assert not any(chosen for value, chosen in choices(page) if value)
    refused = send(pages, trainee, "handed", 4, status=422, to="")
    assert ("选一个人。" if language is Language.ZH else "Choose somebody.") in refused.words
    assert session().scalars(select(Arrangement)).all() == []


def test_a_hand_over_says_to_whom_and_can_be_undone_at_once(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    send(pages, trainee, "handed", 4, to=str(cast.manager), kind="show")
    page = then(pages, 4, "/todo?kind=show")
    assert "电话销售第1次示范" not in " ".join(rows(page))
    toast = next(node for node in page.tree.iter("div") if node.get("data-toast") is not None)
    assert "转给了王强" in "".join(toast.itertext())
    undo = next(form.get("action") or "" for form in toast.iter("form"))
    for _click in range(2):
        with clock.standing_at(on(4, 9)):
            back = pages.post(undo).location
        assert back == f"/todo?kind=show&at={show_key(trainee)}#row-{show_key(trainee)}"
    assert "电话销售第1次示范" in " ".join(rows(at(pages, cast.trainer, 4)))
    assert "转来" not in " ".join(rows(at(pages, cast.trainer, 4)))
    assert len(session().scalars(select(Arrangement)).all()) == 2


def test_what_was_arranged_anew_is_not_taken_back_unseen(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    show = Owed("show", PHONE, "", 1)
    with clock.standing_at(on(4, 9)):
        handed = arrange(cast.trainer, trainee.id, show, Arranged.HANDED, "hand", handed_to=cast.manager)
        arrange(cast.manager, trainee.id, show, Arranged.BOOKED, "book", booked_for=on(6))
        assert pages.sign_in(cast.trainer).post(f"/arrangements/{handed}/withdrawn").location == "/todo"
        assert "后来又有了别的安排" in pages.get("/todo").words
    assert len(session().scalars(select(Arrangement)).all()) == 2


@BOTH
def test_a_booked_duty_reminds_of_day_time_and_place(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    send(pages, trainee, "booked", 4, day="2026-11-06", time="10:00", place="会议室3")
    zh = language is Language.ZH
    when = "11月6日 周五 10:00，会议室3" if zh else "Fri 6 Nov, 10:00, 会议室3"
    first, second = reminder(at(pages, cast.trainer, 5, f"/todo?at={show_key(trainee)}", language))
    assert when in first
    assert "半个" not in second
    assert "half" not in second
    theirs = f"/todo?owed_by={cast.trainer}&at={show_key(trainee)}"
    first, _second = reminder(at(pages, cast.manager, 5, theirs, language))
    assert first.startswith("陈静")
    assert when in first


def test_a_booking_is_changed_from_what_it_is(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    send(pages, trainee, "booked", 4, day="2026-11-06", time="10:00", place="会议室3")
    page = at(pages, cast.trainer, 5, f"/todo?at={show_key(trainee)}")
    found = {name: value_of(page, f"booked-{name}") for name in ("day", "time", "place")}
    assert found == {"day": "2026-11-06", "time": "10:00", "place": "会议室3"}
    past = at(pages, cast.trainer, 7, f"/todo?at={show_key(trainee)}")
    found = {name: value_of(past, f"booked-{name}") for name in ("day", "time", "place")}
    assert found == {"day": "", "time": "", "place": "会议室3"}
    assert "取消这次约定" not in past.words


def test_a_booking_can_be_cancelled(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    assert "取消这次约定" not in at(pages, cast.trainer, 4, f"/todo?at={show_key(trainee)}").words
    send(pages, trainee, "booked", 4, day="2026-11-06", time="10:00", place="会议室3")
    page = at(pages, cast.trainer, 5, f"/todo?kind=show&at={show_key(trainee)}")
    assert "取消这次约定" in page.words
    cancel = next(a for form in page.tree.iter("form") if "/withdrawn" in (a := form.get("action") or ""))
    with clock.standing_at(on(5, 9)):
        assert pages.post(cancel).location == f"/todo?kind=show&at={show_key(trainee)}#row-{show_key(trainee)}"
    after = then(pages, 5)
    assert "约定已取消，请告诉李文一声。" in after.words
    assert "约在" not in " ".join(rows(after))


def test_each_row_has_a_place_on_the_page_to_come_back_to(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    page = at(pages, cast.trainer, 4, f"/todo?kind=show&at={show_key(trainee)}")
    assert f'id="row-{show_key(trainee)}"' in page.text
    [back] = [a.get("href") for a in page.tree.iter("a") if "".join(a.itertext()).strip() == "回到待办"]
    assert back == f"/todo?kind=show&at={show_key(trainee)}#row-{show_key(trainee)}"


def test_what_leaves_the_list_leads_to_the_row_beside_it(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    keys = [show_key(trainee, *which) for which in ((PHONE, 1), (VISIT, 1), (PHONE, 2), (VISIT, 2))]
    page = at(pages, cast.trainer, 6, "/todo?kind=show")
    listed = [key for row in page.tree.iter("tr") for key in keys if row.get("id") == f"row-{key}"]
    assert len(listed) > 2
    for here, beside in ((listed[0], listed[1]), (listed[-1], listed[-2])):
        assert value_of(at(pages, cast.trainer, 6, f"/todo?kind=show&at={here}"), "handed-beside") == beside
    sent = send(pages, trainee, "handed", 6, to=str(cast.manager), beside=listed[1])
    assert sent.location == f"/todo?at={listed[1]}#row-{listed[1]}"


def test_a_show_is_entered_from_a_row_and_leads_back_to_it(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    page = at(pages, cast.trainer, 4, "/todo?kind=show")
    row = f"/todo?kind=show&at={show_key(trainee)}#row-{show_key(trainee)}"
    links = [one.get("value") or "" for one in page.tree.iter("input") if one.get("name") == "to"]
    enter = next(link for link in links if parse_qs(urlsplit(link).query).get("next") == [row])
    with clock.standing_at(on(4, 9)):
        form = pages.get(enter)
        [arrow] = [a.get("href") for a in form.tree.iter("a") if a.get("class") == "back"]
        assert arrow == row
        [action] = [a for one in form.tree.iter("form") if (a := one.get("action") or "").startswith("/shows/new")]
        given = {"skill": PHONE, "people": str(trainee.id), "by": str(cast.trainer), "mode": "live"}
        values: dict[str, object] = {**given, "happened": "2026-11-04T08:30", "key": "shown"}
        assert (
            pages.post(action, {**values, "happened": ""}, status=422).text.count(f'href="{row.replace("&", "&amp;")}"')
            == 1
        )
        assert pages.post(action, values).location == row


def test_a_show_leads_back_to_no_other_site(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    with clock.standing_at(on(4, 9)):
        for elsewhere in ("https://elsewhere.example/", "//elsewhere.example", ""):
            page = pages.sign_in(cast.trainer).get("/shows/new?next=" + quote(elsewhere))
            assert "elsewhere" not in "".join(a.get("href") or "" for a in page.tree.iter("a"))
            [arrow] = [a.get("href") for a in page.tree.iter("a") if a.get("class") == "back"]
            assert arrow == "/practice"


@BOTH
def test_what_cannot_be_given_stands_in_a_group_of_its_own(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    send(pages, trainee, "cannot", 4, reason="这两天在苏州出差")
    page = at(pages, cast.trainer, 6, "/todo?kind=show", language)
    heads = ["".join(node.itertext()).strip() for node in page.tree.iter("th") if node.get("scope") == "colgroup"]
    assert heads[-1] == ("做不了，要另作安排 1" if language is Language.ZH else "Can’t be given as planned 1")
    assert "苏州" in rows(page)[-1]
    assert ("逾期" if language is Language.ZH else "late") in rows(page)[-1]


def test_once_a_booking_is_past_its_row_asks_what_came_of_it(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer)
    send(pages, trainee, "booked", 4, day="2026-11-04", time="10:00", place="会议室3")
    [before] = [row for row in rows(at(pages, cast.trainer, 4)) if "电话销售第1次示范" in row]
    assert "约在今天10:00" in before
    assert "没来" not in before
    with clock.standing_at(on(4, 11)):
        page = pages.get("/todo?kind=show")
        [row] = [row for row in rows(page) if "电话销售第1次示范" in row]
        assert "约的时间已过：今天10:00，会议室3" in row
        assert "记下示范" in row
        missed = next(a.get("href") or "" for a in page.tree.iter("a") if "".join(a.itertext()) == "没来")
        opened = pages.get(missed.partition("#")[0])
    assert re.search(r'<details class="more" name="arrange" open><summary>.*?没来', opened.text)
    assert opened.text.count('name="arrange" open') == 1
    own = at(pages, cast.trainee, 4, "/")
    assert "会议室3" in own.words


def test_a_form_that_the_address_asks_for_and_the_panel_lacks_stays_shut(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    for say in ("not_come", "anything"):
        page = at(pages, cast.trainer, 4, f"/todo?at={show_key(trainee)}&say={say}")
        assert 'name="arrange" open' not in page.text


def test_a_refused_form_that_is_loaded_again_leads_to_the_list(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    address = f"/people/{trainee.id}/arrangements/booked"
    with clock.standing_at(on(4, 9)):
        assert pages.sign_in(cast.trainer).get(address, status=302).location == "/todo"


@BOTH
def test_that_they_did_not_come_can_be_taken_back_from_where_it_was_said(
    cast: Cast, pages: Pages, language: Language
) -> None:
    trainee = trainee_of(cast).enrolled()
    pages.sign_in(cast.trainer, language)
    send(pages, trainee, "booked", 3, day="2026-11-03", time="17:00", place="")
    send(pages, trainee, "not_come", 4)
    said = session().scalars(select(Arrangement.id).where(Arrangement.standing == "not_come")).one()
    page = then(pages, 4)
    toast = [node for node in page.tree.iter("div") if node.get("data-toast") is not None][-1]
    assert [a.get("href") for a in toast.iter("a")] == [f"/offers/{said}"]
    with clock.standing_at(on(4, 9)):
        pages.get(f"/offers/{said}")


@BOTH
def test_how_near_its_day_is_stands_in_each_row(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.tried(PHONE, on(3), None)
    page = at(pages, cast.trainer, 4, language=language)
    due = [
        "".join(cell.itertext()).strip() for cell in page.tree.iter("td") if "due" in (cell.get("class") or "").split()
    ]
    zh = language is Language.ZH
    assert len(due) == len(rows(page))
    assert all(
        re.fullmatch(r"逾期\d+天|今天|还有\d+天" if zh else r"\d+ days? late|today|in \d+ days?", one) for one in due
    )
    [review] = [
        row for row in rows(page) if ("评阅" if zh else "review of") in row and ("已等" if zh else "has waited") in row
    ]
    assert ("已等22小时" if zh else "has waited 22 h") in review


@BOTH
def test_paper_says_whose_list_it_is_and_when(cast: Cast, pages: Pages, language: Language) -> None:
    trainee_of(cast).enrolled()
    page = at(pages, cast.trainer, 4, "/todo?kind=show", language)
    [printed] = ["".join(one.itertext()) for one in page.tree.iter("p") if one.get("class") == "in-print"]
    assert printed == (
        "陈静，示范，2026年11月4日 周三 09:00更新"
        if language is Language.ZH
        else "陈静, Shows, as of Wed 4 Nov 2026, 09:00"
    )


@pytest.mark.parametrize(("day", "week"), [(6, "这周"), (7, "下周"), (8, "下周"), (9, "这周")])
def test_a_reminder_asks_for_the_week_that_still_has_a_working_day(
    cast: Cast, pages: Pages, day: int, week: str
) -> None:
    trainee = trainee_of(cast).enrolled()
    address = f"/todo?at={show_key(trainee)}"
    assert week in reminder(at(pages, cast.trainer, day, address))[1]
    assert week in reminder(at(pages, cast.manager, day, f"{address}&owed_by={cast.trainer}"))[1]


def test_reminders_speak_as_colleagues_write(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    made = trainee.tried(PHONE, on(3), None)
    keys = [show_key(trainee), f"{trainee.id}.try.{PHONE}..2.", f"{trainee.id}.module..{PHONE}.1."]
    keys.append(f"{trainee.id}.review.{PHONE}..1.{made}")
    for key in keys:
        said = " ".join(reminder(at(pages, cast.trainer, 3, f"/todo?at={key}")))
        assert not re.search("咱俩|哪会儿|钟头", said)
    assert "接下来我们要做电话销售第2次练习，" in reminder(at(pages, cast.trainer, 3, f"/todo?at={keys[1]}"))[0]


def test_the_list_of_everybody_says_who_owes_each_of_it(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    assert all("陈静欠的" in row for row in rows(at(pages, cast.manager, 9, "/todo?owed_by=all")))
    assert not any("欠的" in row for row in rows(then(pages, 9, f"/todo?owed_by={cast.trainer}")))


def opens(page: Page) -> dict[str, int]:
    """What the filters lead to, with what they count."""
    chips = [link for link in page.tree.iter("a") if (link.get("class") or "") == "chip"]
    return {str(link.get("href")): int("".join(next(link.iter("span")).itertext())) for link in chips}


def waiting(page: Page) -> int:
    return len(rows(page)) + len(set(re.findall(r'"(/asked/\d+|/answers/\d+/\d+)"', page.text)))


def test_every_filter_counts_what_it_opens_questions_among_it(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    asked(cast, day=4)
    for address in ("/todo", f"/todo?kind=show&skill={VISIT}", f"/todo?skill={PHONE}", f"/todo?skill={VISIT}"):
        for who in (cast.trainer, cast.manager):
            found = opens(at(pages, who, 5, address))
            assert found
            for href, count in found.items():
                assert waiting(then(pages, 5, href)) == count, (address, href)


def test_whose_questions_wait_can_be_looked_at_where_nothing_else_is_owed(cast: Cast, pages: Pages) -> None:
    asked(cast, day=9)
    page = at(pages, cast.manager, 9)
    assert opens(page) == {"/todo": 0, f"/todo?owed_by={cast.trainer}": 1, "/todo?owed_by=all": 1}
    assert "李文的问题" in then(pages, 9, f"/todo?owed_by={cast.trainer}").words
