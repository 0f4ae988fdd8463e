"""Two tabs, or a phone and a computer, at the same moment: two real connections, the second begun inside the first."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from lms.curriculum import edition
from lms.db import db, is_sqlite, session, transaction
from lms.errors import AlreadyClosed
from lms.questions.answers import plain
from lms.quizzes import service
from lms.quizzes.answering import Given, Saved
from lms.quizzes.models import Attempt, Response
from lms.quizzes.rules import Mode, draw
from lms.records.models import Record
from lms.records.service import first_bad_line
from tests.cast import Cast
from tests.factories.answers import answered, right, wrong

MODULE = "telephone-selling"
WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


class Other:
    """Somebody else's connection that does one thing; it came to `answer`, or was `refused`."""

    def __init__(self, app: Flask, do: Callable[[], object]) -> None:
        self.answer: object = None
        self.refused: BaseException | None = None
        self.begun = False
        self._app, self._do = app, do
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        with self._app.app_context():
            try:
                self.answer = self._do()
            except BaseException as error:
                self.refused = error
            finally:
                db.session.remove()

    def begin(self) -> None:
        """Begin, and come back as soon as it waits for a lock or is done."""
        self.begun = True
        self._thread.start()
        if is_sqlite():  # one writer at a time: it waits for its turn, and nothing tells
            self._thread.join(0.2)
            return
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as watcher:
            for _look in range(500):
                if not self._thread.is_alive() or watcher.scalar(WAITING):
                    return
                time.sleep(0.01)
        raise AssertionError("the other connection neither waits nor ends")

    def end(self) -> None:
        self._thread.join(20)
        assert not self._thread.is_alive()


@contextmanager
def meanwhile(app: Flask, do: Callable[[], object]) -> Iterator[Other]:
    """Runs the block in a transaction; before it commits, another connection has begun `do` and waits or is done."""
    other = Other(app, do)
    try:
        with transaction():
            yield other
            other.begin()
    finally:
        other.end()


def begin(cast: Cast) -> service.AttemptView:
    return service.attempt_view(cast.trainee, service.start(cast.trainee, MODULE, "start"))


def answer_all(cast: Cast, view: service.AttemptView) -> None:
    for item in view.items:
        service.confirm(cast.trainee, view.id, item.position, answered(item))


def kept(view: service.AttemptView) -> Response:
    session().rollback()
    return session().scalars(sa.select(Response).where(Response.attempt_id == view.id, Response.position == 1)).one()


def test_two_tabs_that_begin_at_once_share_one_attempt(app: Flask, cast: Cast) -> None:
    with meanwhile(app, lambda: service.start(cast.trainee, MODULE, "second tab")) as other:
        mine = service.start(cast.trainee, MODULE, "first tab")
    assert (other.answer, other.refused) == (mine, None)
    assert session().scalars(sa.select(Attempt.number)).all() == [1]


def test_one_form_sent_twice_at_once_begins_one_attempt(app: Flask, cast: Cast) -> None:
    with meanwhile(app, lambda: service.start(cast.trainee, MODULE, "one key")) as other:
        mine = service.start(cast.trainee, MODULE, "one key")
    assert (other.answer, other.refused) == (mine, None)


def test_two_people_begin_at_once_and_neither_is_turned_away(app: Flask, cast: Cast) -> None:
    """Each writes the frozen questions of their own draw; the second begins when the first has written one."""
    pool = edition.catalog().modules[MODULE].pool.questions  # type: ignore[index]

    def asked(seed: int) -> list[str]:
        return [one.question for one in draw(pool, (), seed)]

    mine = asked(1)
    seed = next(n for n in range(2, 1000) if mine[0] in asked(n) and asked(n)[0] in mine and asked(n)[0] != mine[0])
    other = Other(app, lambda: service.start(cast.other_trainee, MODULE, "b", seed=seed))

    def at_the_first(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO content_version") and not other.begun:
            other.begin()

    sa.event.listen(db.engine, "after_cursor_execute", at_the_first)
    try:
        service.start(cast.trainee, MODULE, "a", seed=1)
    finally:
        sa.event.remove(db.engine, "after_cursor_execute", at_the_first)
        other.end()
    assert other.begun
    assert other.refused is None


def test_an_older_answer_that_arrives_meanwhile_does_not_replace_the_newer(app: Flask, cast: Cast) -> None:
    view = begin(cast)
    older, newer = wrong(view.items[0]), right(view.items[0])
    with meanwhile(app, lambda: service.save(cast.trainee, view.id, 1, Given(older, 5))) as other:
        service.save(cast.trainee, view.id, 1, Given(newer, 6))
    assert (kept(view).seq, kept(view).answer) == (6, plain(newer))
    assert other.answer == Saved(1, 6, "", plain(newer), False), "the echo says what stands"


def test_a_newer_answer_that_arrives_meanwhile_replaces_the_older(app: Flask, cast: Cast) -> None:
    view = begin(cast)
    older, newer = wrong(view.items[0]), right(view.items[0])
    with meanwhile(app, lambda: service.save(cast.trainee, view.id, 1, Given(newer, 6))) as other:
        service.save(cast.trainee, view.id, 1, Given(older, 5))
    assert (kept(view).seq, kept(view).answer) == (6, plain(newer))
    assert other.answer == Saved(1, 6, "", plain(newer), False)


def test_two_tabs_that_confirm_the_last_two_answers_at_once_end_the_quiz_once(app: Flask, cast: Cast) -> None:
    view = begin(cast)
    *rest, seventh, eighth = view.items
    for item in rest:
        service.confirm(cast.trainee, view.id, item.position, answered(item))

    def confirm(item: service.ItemView) -> None:
        service.confirm(cast.trainee, view.id, item.position, answered(item))

    with meanwhile(app, lambda: confirm(eighth)) as other:
        confirm(seventh)
    assert other.refused is None
    session().rollback()
    assert session().get_one(Attempt, view.id).closed_at is not None
    assert len(session().scalars(sa.select(Record)).all()) == 1


def test_an_answer_saved_while_it_is_being_confirmed_is_refused(app: Flask, cast: Cast) -> None:
    view = begin(cast)
    first, second = wrong(view.items[0]), right(view.items[0])
    with meanwhile(app, lambda: service.save(cast.trainee, view.id, 1, Given(second, 9))) as other:
        service.confirm(cast.trainee, view.id, 1, Given(first, 1))
    assert isinstance(other.refused, AlreadyClosed)
    assert kept(view).answer == plain(first)


def test_what_is_confirmed_while_a_save_is_on_its_way_stands(app: Flask, cast: Cast) -> None:
    view = begin(cast)
    first, second = wrong(view.items[0]), right(view.items[0])
    with meanwhile(app, lambda: service.confirm(cast.trainee, view.id, 1, Given(second, 1))) as other:
        service.save(cast.trainee, view.id, 1, Given(first, 7))
    assert other.refused is None
    assert (kept(view).answer, kept(view).seq) == (plain(second), 7)
    assert kept(view).confirmed_at is not None


def test_two_tabs_that_confirm_at_once_agree_or_the_second_is_refused(app: Flask, cast: Cast) -> None:
    view = begin(cast)
    first, second = wrong(view.items[0]), right(view.items[0])
    with meanwhile(app, lambda: service.confirm(cast.trainee, view.id, 1, Given(second, 1))) as other:
        service.confirm(cast.trainee, view.id, 1, Given(first, 1))
    assert isinstance(other.refused, AlreadyClosed)
    same = answered(view.items[1])
    with meanwhile(app, lambda: service.confirm(cast.trainee, view.id, 2, same)) as other:
        service.confirm(cast.trainee, view.id, 2, same)
    assert other.refused is None


def test_two_tabs_that_finish_at_once_make_one_fact(app: Flask, cast: Cast) -> None:
    view = begin(cast)
    answer_all(cast, view)
    for key in ("second tab", "first tab"):
        with meanwhile(app, lambda key=key: service.finish(cast.trainee, view.id, key)) as other:
            service.finish(cast.trainee, view.id, "first tab")
        assert other.refused is None
    assert session().query(Record).where(Record.kind == "attempt").count() == 1
    assert first_bad_line(cast.trainee) is None


def test_an_answer_that_comes_while_a_check_is_being_ended_is_in_it_or_refused(app: Flask, cast: Cast) -> None:
    """Every item of an ended check is confirmed once, whichever of the two was first."""
    view = service.attempt_view(cast.trainee, service.start(cast.trainee, MODULE, "check", Mode.CHECK))
    late = answered(view.items[0], seq=3)
    with meanwhile(app, lambda: service.save(cast.trainee, view.id, 1, late)) as other:
        service.finish(cast.trainee, view.id, "end")
    assert isinstance(other.refused, AlreadyClosed)
    again = service.attempt_view(cast.trainee, service.start(cast.trainee, MODULE, "check 2", Mode.CHECK))
    with meanwhile(app, lambda: service.finish(cast.trainee, again.id, "end 2")) as other:
        service.save(cast.trainee, again.id, 1, answered(again.items[0], seq=3))
    assert other.refused is None
    session().rollback()
    ended = service.attempt_view(cast.trainee, again.id)
    assert ended.closed_at is not None
    assert [item.confirmed for item in ended.items] == [True] * 8
    assert ended.items[0].score == 1 or ended.items[0].waits
    assert first_bad_line(cast.trainee) is None
