"""What ruamel's parser takes, libyaml reads to the same nodes: the quick way changes nothing but the time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from lms.config import ROOT
from lms.curriculum import nodes
from lms.curriculum.faults import Fault, Place
from lms.curriculum.nodes import Node

PLACE = Place("x.yaml", 3)
FILES = sorted(
    path.relative_to(ROOT).as_posix() for folder in ("courses", "quizzes") for path in (ROOT / folder).rglob("*.yaml")
)
PIECES = st.sampled_from(
    ("- ", "a: ", "\n", "  ", "no", "1:30", "012", "1e3", "~", "{a, b: c}", "[x, 1]", "'it''s'", '"é\\u4f60"', "|\n  x",
     "中文：", "<<: 1", "= ", "!t ", "# c", "%x", "---\n", "2026-11-01", "...", "? ", ": ", "a", "\t")
)  # fmt: skip


def by_ruamel(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Node | None, tuple[Fault, ...]]:
    with monkeypatch.context() as patched:
        patched.setattr(nodes, "_composed", lambda text: YAML(typ="safe", pure=True).compose(text))
        return nodes._read.__wrapped__(text, PLACE)


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_content_reads_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert nodes._read.__wrapped__(text, PLACE) == by_ruamel(text, monkeypatch)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_is_taken_reads_the_same(text: str) -> None:
    """libyaml takes a little more, a tab behind a colon say."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        slow = by_ruamel(text, monkeypatch)
    assert slow[0] is None or nodes._read.__wrapped__(text, PLACE) == slow


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "? " * 100_000, "{a: " * 100_000], ids=len)
def test_nesting_without_end_is_a_fault_and_no_crash(text: str) -> None:
    node, faults = nodes._read.__wrapped__(text, PLACE)
    assert node is None
    assert faults
