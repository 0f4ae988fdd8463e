"""All processes serve the same edition, and the last good one outlives restarts, full disks, cut files and upgrades."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lms.config import ROOT
from lms.curriculum import cache, lasting, serving
from lms.curriculum.catalog import Catalog
from lms.curriculum.edition import EMPTY, Shelf, Trouble

from .course import Course

EN = "courses/calling/en.md"
WORKER = """
import sys
from pathlib import Path
from lms.curriculum.shelf import Shelf
shelf = Shelf(*map(Path, sys.argv[1:]))
for _ in sys.stdin:
    standing = shelf.standing()
    print(standing.catalog.hash, len(standing.faults), flush=True)
"""


def folder_of(course: Course) -> Path:
    return course.folder / "data" / "cache"


def process(course: Course) -> Shelf:
    """A process that has just started: it knows nothing but what lies in the data folder."""
    return Shelf(course.courses, course.quizzes, folder_of(course))


def write(course: Course, count: int) -> Catalog:
    """Another edition without fault, in which Chen takes so many calls."""
    text = course.path(EN).read_text().replace("minuts: 45", "minutes: 45")
    course.write(EN, f"{text.partition('Chen takes ')[0]}Chen takes {count} calls{text.partition(' calls')[2]}")
    return course.catalog()


def break_it(course: Course) -> None:
    course.change(EN, "minutes: 45", "minuts: 45")


@contextmanager
def worker(course: Course) -> Iterator[Callable[[], list[str]]]:
    """A process of its own that tells, when it is asked, which edition it serves and how many faults it knows of."""
    folders = map(str, (course.courses, course.quizzes, folder_of(course)))
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, *folders], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        asking, answers = running.stdin, running.stdout

        def ask() -> list[str]:
            asking.write("what do you serve?\n")
            asking.flush()
            return answers.readline().split()

        yield ask
        asking.close()


@pytest.mark.slow
def test_workers_that_start_at_different_times_serve_the_same_edition(course: Course) -> None:
    first, second = write(course, 71), None
    with worker(course) as early, worker(course) as middle, worker(course) as late:
        assert early() == [first.hash, "0"]
        second = write(course, 72)
        assert middle() == [second.hash, "0"]
        assert early() == [second.hash, "0"]
        break_it(course)
        served, faults = late()
        assert served == second.hash
        assert early() == middle() == [second.hash, faults] != [second.hash, "0"]
    for path in folder_of(course).glob("catalog-*"):
        path.unlink()
    with worker(course) as one, worker(course) as other:
        assert one() == other() == [second.hash, faults]
        third = write(course, 73)
        with worker(course) as started:
            assert started() == one() == other() == [third.hash, "0"]


def test_a_process_follows_what_another_one_has_read(course: Course) -> None:
    write(course, 71)
    early = process(course)
    before = early.standing()
    assert early.standing() is before
    later = write(course, 72)
    late = process(course).standing()
    assert early.catalog() == late.catalog == later
    assert early.standing().since == late.since > before.since
    break_it(course)
    assert process(course).faults()
    assert early.faults() == process(course).faults()
    assert early.catalog() == later
    assert early.standing().since == late.since


def test_a_good_edition_of_before_serves_again_however_old_its_file(course: Course) -> None:
    first = write(course, 71)
    process(course).catalog()
    for count in range(72, 72 + cache.KEPT_FILES - 1):
        write(course, count)
        process(course).catalog()
    assert write(course, 71).hash == first.hash
    assert process(course).catalog().hash == first.hash
    break_it(course)
    assert process(course).catalog().hash == first.hash


@pytest.mark.parametrize("harm", ["no pickles", "cut pickles", "no pointer", "cut pointer", "other code", "no twin"])
def test_a_restart_with_broken_content_serves_the_last_good_edition_whatever_is_lost(
    course: Course, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(course, 71)
    process(course).catalog()
    good = write(course, 72)
    process(course).catalog()
    break_it(course)
    folder = folder_of(course)
    for path in folder.glob("catalog-*") if "pickles" in harm else ():
        path.unlink() if harm == "no pickles" else path.write_bytes(path.read_bytes()[:100])
    if "pointer" in harm:
        (folder / serving.FILE).write_text("" if harm == "cut pointer" else "{}")
        (folder / serving.FILE).unlink() if harm == "no pointer" else None
    if harm == "other code":
        monkeypatch.setattr(cache, "shape", lambda: "another")
        monkeypatch.setattr(cache, "maker", lambda: "another")
    if harm == "no twin":
        (folder / lasting.FILE).unlink()
    standing = process(course).standing()
    assert standing.catalog == good
    assert standing.faults
    assert standing.troubles == ()


def test_what_is_lost_for_good_is_told_and_an_older_edition_serves(course: Course) -> None:
    older = write(course, 71)
    process(course).catalog()
    good = write(course, 72)
    process(course).catalog()
    break_it(course)
    next(folder_of(course).glob(f"catalog-{good.hash}-*")).unlink()
    (folder_of(course) / lasting.FILE).write_bytes(b"\x1f\x8bno")
    standing = process(course).standing()
    assert standing.catalog == older
    assert standing.troubles == ((Trouble.LOST, good.hash),)


def test_a_process_that_has_nothing_to_serve_gets_it_from_one_that_runs(course: Course) -> None:
    good = write(course, 71)
    running = process(course)
    running.catalog()
    break_it(course)
    for path in folder_of(course).iterdir():
        path.unlink()
    started = process(course)
    assert started.catalog() == EMPTY
    assert running.catalog() == good
    assert running.faults()
    assert started.catalog() == good


def test_an_edition_that_cannot_be_read_here_is_told_and_the_one_before_it_stays(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write(course, 71)
    running = process(course)
    running.catalog()
    second = write(course, 72)
    process(course).catalog()
    monkeypatch.setattr(cache, "read", lambda *_: None)
    monkeypatch.setattr(lasting, "read", lambda *_: None)
    assert running.catalog() == first
    assert running.standing().troubles == ((Trouble.BEHIND, second.hash),)


@pytest.mark.parametrize("good", [True, False])
def test_a_disk_that_is_full_is_told_and_costs_no_page(
    course: Course, good: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    kept = write(course, 71)
    process(course).catalog()
    written = write(course, 72)
    if not good:
        break_it(course)
    for room in (cache, lasting, serving):
        monkeypatch.setattr(room, "replace_file", full)
    running = process(course)
    assert running.catalog() == (written if good else kept)
    assert [kind for kind, _said in running.standing().troubles] == [Trouble.NOT_KEPT]
    assert "No space left" in running.standing().troubles[0][1]
    assert running.standing() is running.standing()


@pytest.mark.parametrize("said", ["", "[]", "{}", "null", '{"edition": "../../x"}', '{"edition": 3}', "\x00", "\udcff"])
def test_a_pointer_that_says_nothing_usable_is_no_pointer(course: Course, said: str) -> None:
    process(course).catalog()
    (folder_of(course) / serving.FILE).write_bytes(said.encode("utf-8", "surrogateescape"))
    assert serving.read(folder_of(course)) is None
    assert process(course).catalog() == course.catalog()


def test_what_serves_comes_back_as_it_was_said(course: Course) -> None:
    break_it(course)
    standing = process(course).standing()
    said = serving.read(folder_of(course))
    assert said is not None
    assert (said.edition, said.since, said.faults) == ("", standing.since, standing.faults)
    assert json.loads((folder_of(course) / serving.FILE).read_text())["faults"][0]["file"] == EN


def test_a_catalog_is_the_same_after_it_was_kept_as_plain_json(course: Course, tmp_path: Path) -> None:
    catalog = course.catalog()
    lasting.write(tmp_path, catalog)
    assert lasting.read(tmp_path) == catalog
    assert lasting.holds(tmp_path, catalog.hash)
    data = (tmp_path / lasting.FILE).read_bytes()
    for bad in (b"", data[:40], data[:-9], b"x" * 99, data[:200] + b"xx" + data[202:]):
        (tmp_path / lasting.FILE).write_bytes(bad)
        assert lasting.read(tmp_path) is None
