"""The time of a check: the server's clock rules, what comes late is kept and not counted, and who gets more of it."""

from datetime import datetime, timedelta

import pytest

from lms import clock
from lms.db import session
from lms.errors import AlreadyClosed, NotYours, Unusable
from lms.quizzes import service
from lms.quizzes.answering import Given
from lms.quizzes.models import Attempt, LateAnswer
from lms.quizzes.rules import GRACE, Mode
from lms.quizzes.timing import give_more_time, more_time
from tests.cast import Cast
from tests.factories.training import PHONE, key, on
from tests.pages import Pages
from tests.quizzes.attempts import attempted, pool

LIMIT = timedelta(minutes=12)  # of the pool
WHY = "读屏，念得慢"


def check(cast: Cast) -> int:
    """A check that begins at ten with nothing answered."""
    item = next(one for one in pool() if one.kind == "single")
    return attempted(cast.trainee, {item: {}}, on(3), Mode.CHECK, 12)


def ends(attempt: int) -> datetime | None:
    return session().get_one(Attempt, attempt, populate_existing=True).ends_at


def saved_at(cast: Cast, attempt: int, moment: datetime, seq: int = 1, chosen: int = 0) -> bool:
    """Whether an answer that comes at this moment is late."""
    with clock.standing_at(moment):
        option = service.attempt_view(cast.trainee, attempt).items[0].option_order[chosen]
        return service.save(cast.trainee, attempt, 1, Given({"chosen": [option]}, seq)).late


def given(cast: Cast, percent: int, moment: datetime, by: int | None = None) -> None:
    with clock.standing_at(moment):
        give_more_time(by or cast.trainer, cast.trainee, percent, WHY, key())


def test_an_answer_counts_until_ten_seconds_after_the_end(cast: Cast) -> None:
    attempt, over = check(cast), on(3) + LIMIT
    assert ends(attempt) == over
    assert not saved_at(cast, attempt, over + GRACE, 1, 0)
    assert saved_at(cast, attempt, over + GRACE + timedelta(seconds=1), 2, 1)
    with clock.standing_at(over + timedelta(hours=1)):
        view = service.attempt_view(cast.trainee, attempt)
    assert view.closed_at == over, "it ended when the time was over, whenever somebody looks"
    assert view.timed_out
    assert view.items[0].answer == {"chosen": [view.items[0].option_order[0]]}
    late = session().query(LateAnswer).one()
    assert late.answer == {"chosen": [view.items[0].option_order[1]]}


def test_more_time_that_is_given_in_a_running_check_moves_its_end(cast: Cast) -> None:
    attempt = check(cast)
    given(cast, 50, on(3, 10, 5))
    assert ends(attempt) == on(3, 10, 18)
    assert not saved_at(cast, attempt, on(3, 10, 17))
    given(cast, 100, on(3, 10, 16))
    assert ends(attempt) == on(3, 10, 24), "of the limit, not of the time that was added before"


def test_a_check_under_way_is_never_cut_short_and_an_ended_one_not_made_longer(cast: Cast) -> None:
    attempt = check(cast)
    given(cast, 100, on(3, 10, 5))
    given(cast, 0, on(3, 10, 15))
    assert more_time(cast.trainee) is None
    assert ends(attempt) == on(3, 10, 24)
    ended = check(cast)
    given(cast, 100, on(3, 10, 13))
    assert ends(ended) == on(3, 10, 12)


def test_the_next_check_has_it_from_its_beginning(cast: Cast) -> None:
    given(cast, 25, on(3, 9))
    with clock.standing_at(on(3)):
        attempt = service.start(cast.trainee, PHONE, key(), Mode.CHECK)
    assert ends(attempt) == on(3, 10, 15)


def test_who_teaches_gives_it_with_a_reason_and_nobody_to_themself(cast: Cast) -> None:
    for stranger in (cast.trainee, cast.other_trainer, cast.admin):
        with pytest.raises(NotYours):
            given(cast, 50, on(3), stranger)
    for percent, why in ((30, WHY), (50, "  ")):
        with pytest.raises(Unusable):
            give_more_time(cast.manager, cast.trainee, percent, why, key())


def test_an_ended_check_takes_no_answer(cast: Cast) -> None:
    attempt = check(cast)
    with clock.standing_at(on(3, 10, 2)):
        service.finish(cast.trainee, attempt, key())
    with pytest.raises(AlreadyClosed):
        saved_at(cast, attempt, on(3, 10, 3))


def test_the_form_on_the_trainees_page_gives_it_and_takes_it_back(cast: Cast, pages: Pages) -> None:
    path, story = f"/people/{cast.trainee}/time", f"/people/{cast.trainee}"
    with clock.standing_at(on(3)):
        pages.sign_in(cast.trainer)
        assert "和大家一样" in pages.get(story).words
        pages.get(path)
        assert WHY in pages.post(path, {"why": WHY, "key": "a"}, status=422).text
        assert pages.post(path, {"percent": "50", "why": WHY, "key": "b"}).location == story
        assert "自测时间：加50%，11月3日起，陈静给的" in pages.get(story).words
        assert WHY in pages.get(path).words
        pages.sign_in(cast.trainee)
        assert f"加50%，11月3日起，陈静给的：“{WHY}”" in pages.get(story).words
        pages.get(path, status=404)
        pages.sign_in(cast.manager).post(path, {"percent": "0", "why": "不需要了", "key": "c"})
        assert "和大家一样" in pages.get(story).words
