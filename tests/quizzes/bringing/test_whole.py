"""Files written in one step, pictures and lines that are taken back before."""

import errno
import os
from pathlib import Path

import pytest

from lms.quizzes.bringing.found import Image
from lms.quizzes.bringing.pictures import Pictures
from lms.quizzes.bringing.shelves import open_shelf
from lms.quizzes.bringing.whole import write_whole


def test_a_full_disk_leaves_the_file_as_it_was_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    file = tmp_path / "pool.csv"
    write_whole(file, b"before")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_whole(file, b"after")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("pool.csv", b"before")]


def test_a_picture_goes_with_the_last_question_that_shows_it(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)
    for item in ("a", "b"):
        pictures.keep("calling", item, [Image("one.png", b"1")])
    pictures.drop("calling", "a")
    assert pictures.names() == ["calling/images/one.png"]
    pictures.drop("calling", "b")
    assert pictures.names() == []


def test_what_is_taken_back_leaves_its_room_to_others(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path / "calling.yaml", "calling.yaml")
    items = [{"id": f"i{n}", "ask": {"zh": "事" * 200_000}} for n in range(3)]
    assert [shelf.takes(item, "") for item in items] == [True, False, False]
    assert shelf.take_back("i0") == items[0]
    assert shelf.added_bytes == 0
    assert shelf.takes(items[1], "")


def test_a_pool_with_marks_is_read_without_them_and_keeps_them(tmp_path: Path) -> None:
    pool = tmp_path / "calling.yaml"
    pool.write_text(
        "items:\n- {id: one, ask: {zh: 180人{=shiheng.people}吗？, en: 180 people{=shiheng.people}?}}\n", "utf-8"
    )
    shelf = open_shelf(pool, "calling.yaml")
    assert shelf.items == [{"id": "one", "ask": {"zh": "180人吗？", "en": "180 people?"}}]
    assert shelf.takes({"id": "two"}, "")
    written = shelf.written().decode()
    assert written.count("{=shiheng.people}") == 2
    assert "id: two" in written
