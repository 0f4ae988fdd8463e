"""Whatever an author does to a file: a fault at the right place, and never an exception."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.curriculum.edition import load
from lms.curriculum.faults import Fault
from lms.curriculum.loading import read_snapshot
from lms.curriculum.source import Snapshot

from .course import FILES, Course

pytestmark = pytest.mark.slow

YAML = sorted(name for name in FILES if name.endswith(".yaml"))
ROOTS = {"courses": "courses", "quizzes": "quizzes"}
OF_FIRMS = ("forms", "to", "unit", "hidden", "full", "reports_to", "outside", "notes", "systems", "plans", "figures")
OPTIONAL = (
    "best",
    "reply",
    "opens",
    "closes",
    "who",
    "shut",
    "critical",
    "scene",
    "stop",
    "in_order",
    "dialogue",
    *OF_FIRMS,
)


def faults_in(files: dict[str, bytes]) -> tuple[Fault, ...]:
    result = read_snapshot(Snapshot(files, ROOTS))
    assert (result.catalog is None) == bool(result.faults)
    assert not any("the checker itself failed" in fault.what for fault in result.faults), result.faults
    return result.faults


def mutated(name: str, text: str) -> dict[str, bytes]:
    return {other: (text if other == name else FILES[other]).encode() for other in FILES}


def lines_with_keys(name: str) -> list[tuple[int, str]]:
    """Lines `key: value` of a file, with the key."""
    found = []
    for number, line in enumerate(FILES[name].split("\n"), 1):
        key = line.strip().removeprefix("- ").partition(":")[0]
        if key.replace("_", "").isalpha() and key.islower() and ":" in line and not line.strip().startswith("- {"):
            found.append((number, key))
    return found


def a_few_lines(name: str) -> list[tuple[int, str]]:
    """Up to eight lines of a file, the same in every run."""
    lines = lines_with_keys(name)
    return sorted(random.Random(name).sample(lines, min(8, len(lines))))


CASES = [(name, line, key) for name in YAML for line, key in a_few_lines(name)]
NEEDED = [case for case in CASES if case[2] not in OPTIONAL]
SCALARS = [(name, line, key) for name, line, key in CASES if not FILES[name].split("\n")[line - 1].endswith(":")]


@pytest.mark.parametrize(("name", "line", "key"), CASES)
def test_a_misspelled_key_is_named_at_its_line(name: str, line: int, key: str) -> None:
    lines = FILES[name].split("\n")
    lines[line - 1] = lines[line - 1].replace(f"{key}:", f"{key}x:", 1)
    faults = faults_in(mutated(name, "\n".join(lines)))
    assert any(f.file == name and f.line == line and f"'{key}x'" in f.what for f in faults), faults


@pytest.mark.parametrize(("name", "line", "key"), NEEDED)
def test_a_missing_line_is_a_fault_near_its_place(name: str, line: int, key: str) -> None:
    lines = FILES[name].split("\n")
    dash = lines[line - 1].lstrip().startswith("- ")
    kept = lines[line - 1].partition("- ")[0] + "-" if dash else None
    lines[line - 1 : line] = [kept] if kept else []
    faults = faults_in(mutated(name, "\n".join(lines)))
    assert any(f.file == name for f in faults), faults


@pytest.mark.parametrize(("name", "line", "key"), SCALARS)
@pytest.mark.parametrize("value", ["[[]]", "{a: {b: c}}", "3.75", ""])
def test_a_value_of_the_wrong_type_is_a_fault_in_its_file(name: str, line: int, key: str, value: str) -> None:
    lines = FILES[name].split("\n")
    head = lines[line - 1].partition(f"{key}:")[0]
    if (key, value) == ("bar", "3.75"):
        value = "-1"
    lines[line - 1] = f"{head}{key}: {value}"
    faults = faults_in(mutated(name, "\n".join(lines)))
    assert any(f.file == name and abs(f.line - line) <= 1 for f in faults), faults


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [name for name in YAML if "{zh: " in FILES[name]])
def test_a_missing_language_is_a_fault_at_its_line(name: str, language: str) -> None:
    other = {"zh": "en", "en": "zh"}[language]
    lines = FILES[name].split("\n")
    line = next(i for i, text in enumerate(lines) if "{zh: " in text)
    lines[line] = f"{lines[line].partition('{')[0]}{{{other}: something}}"
    faults = faults_in(mutated(name, "\n".join(lines)))
    expected = {"zh": "the Chinese is missing", "en": "the English is missing"}[language]
    assert any((f.file, f.line, f.what) == (name, line + 1, expected) for f in faults), faults


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_reading_never_raises_whatever_is_done_to_a_file(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    bytes_ = FILES[name].encode()
    at = data.draw(st.integers(0, len(bytes_)))
    change = data.draw(st.sampled_from(["cut", "drop", "insert", "double", "swap"]))
    if change == "cut":
        bytes_ = bytes_[:at]
    elif change == "drop":
        bytes_ = bytes_[:at] + bytes_[at + data.draw(st.integers(1, 40)) :]
    elif change == "insert":
        piece = data.draw(
            st.binary(max_size=6) | st.text(alphabet="{}[]:#-\"'&*!|>%@`\t\n ?,中<", max_size=6).map(str.encode)
        )
        bytes_ = bytes_[:at] + piece + bytes_[at:]
    elif change == "double":
        bytes_ = bytes_[:at] + bytes_[at // 2 :]
    else:
        lines = bytes_.split(b"\n")
        random.Random(at).shuffle(lines)
        bytes_ = b"\n".join(lines)
    faults_in({other: (bytes_ if other == name else FILES[other].encode()) for other in FILES})


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_that_is_gone_or_empty_never_raises(name: str) -> None:
    files = {other: text.encode() for other, text in FILES.items()}
    assert faults_in(files) == ()
    files[name] = b""
    faults_in(files)
    del files[name]
    faults_in(files)


def test_faults_come_in_the_order_of_files_and_lines(course: Course) -> None:
    for name in YAML:
        course.append(name, "\n  ? [\n")
    faults = course.load().faults
    assert list(faults) == sorted(faults)
    assert load(Path("/nowhere"), Path("/nowhere")).catalog is None
