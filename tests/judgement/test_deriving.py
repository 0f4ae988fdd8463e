"""Stored rows."""

from lms.judgement.deriving import derive_stale, rows_of
from lms.db import session
from lms import clock
from lms.judgement.derived_models import PersonSummary, StaleMark, SummaryBody
from tests.cast import Cast
from tests.factories.training import on, trainee_of, PHONE


def test_a(cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.shown(PHONE, on(3))
    trainee.tried(PHONE, on(4), 2)
    print(session().query(StaleMark).count())
    derive_stale(on(5))
    print(session().query(StaleMark).count())
    row = session().query(PersonSummary).one()
    print({k: v for k, v in row.__dict__.items()})
    print(session().query(SummaryBody).one().body)
    print(rows_of([cast.trainee], on(5)))
    assert not derive_stale(on(5), 5)
