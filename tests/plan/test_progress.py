"""Reading, and the fact that a module was read to its end."""

import pytest
from sqlalchemy import select

from lms.classes.reading import learnt_by
from lms.curriculum import edition
from lms.db import session
from lms.errors import NotYours
from lms.i18n import Language
from lms.plan import progress
from lms.records.models import Record
from lms.records.service import first_bad_line
from tests.cast import Cast

MODULE = "telephone-selling"


def sections() -> list[str]:
    return [s.anchor for s in edition.catalog().modules[MODULE].lessons[Language.ZH].sections]  # type: ignore[index]


def test_a_reader_resumes_where_they_stopped(cast: Cast) -> None:
    progress.note_paragraph(cast.trainee, MODULE, sections()[0], 7)
    assert progress.section_progress(cast.trainee, MODULE)[sections()[0]].paragraph == 7


def test_finishing_the_last_section_makes_the_module_read_once(cast: Cast) -> None:
    *first, last = sections()
    assert [progress.finish_section(cast.trainee, MODULE, anchor) for anchor in first] == [False] * len(first)
    assert progress.finish_section(cast.trainee, MODULE, last)
    assert progress.finish_section(cast.trainee, MODULE, last)
    verbs = session().scalars(select(Record.verb).where(Record.person_id == cast.trainee)).all()
    assert verbs == ["read"]
    assert set(learnt_by([cast.trainee])[cast.trainee].done) == {MODULE}
    assert first_bad_line(cast.trainee) is None


def test_finishing_keeps_the_paragraph_and_the_first_time(cast: Cast) -> None:
    anchor = sections()[0]
    progress.note_paragraph(cast.trainee, MODULE, anchor, 5)
    progress.finish_section(cast.trainee, MODULE, anchor)
    first = progress.section_progress(cast.trainee, MODULE)[anchor]
    progress.finish_section(cast.trainee, MODULE, anchor)
    again = progress.section_progress(cast.trainee, MODULE)[anchor]
    assert (again.paragraph, again.finished_at) == (5, first.finished_at)


def test_a_section_that_is_not_there_is_refused(cast: Cast) -> None:
    with pytest.raises(NotYours):
        progress.finish_section(cast.trainee, MODULE, "no-such-section")
    assert progress.section_progress(cast.trainee, MODULE) == {}
