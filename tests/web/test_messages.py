"""Every message has its Chinese, no Chinese is unused, and both say the same things by name."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from lms.config import ROOT
from lms.i18n import ROOMS, chinese

METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {
    "_": None, "gettext": None, "lazy": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "NavItem": (2,),
    "AdminItem": (2,),
}  # fmt: skip
NAMED = re.compile(r"%\((\w+)\)s")
Message = tuple[str | None, str]


def used() -> dict[Message, str]:
    """Each message of code and templates, with where it stands first: context and the message itself."""
    found: dict[Message, str] = {}
    for folder in ("lms", "templates"):
        options = {"**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
        for name, line, message, _comments, context in extract_from_dir(
            ROOT / folder, METHODS, options, KEYWORDS, directory_filter=lambda _folder: True
        ):
            first = message[0] if isinstance(message, tuple) else message
            found.setdefault((context, first), f"{folder}/{name}:{line}")
    return found


def translated() -> Iterator[tuple[Path, Message, str, str]]:
    """Each entry: its file, the message, what it may name, and its Chinese."""
    for path in sorted(ROOMS.glob("*/zh.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans_CN", abort_invalid=True):
                if message.id:
                    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
                    string = message.string if isinstance(message.string, str) else message.string[0]
                    yield path, (message.context, ids[0]), " ".join(ids), string


def test_every_message_has_its_chinese() -> None:
    known = {(None, message) for message in chinese().plain} | set(chinese().in_context)
    assert {message: place for message, place in used().items() if message not in known} == {}


def test_no_chinese_is_unused() -> None:
    asked = used()
    assert [f"{path.parent.name}: {message}" for path, message, _, _ in translated() if message not in asked] == []


def test_no_entry_is_empty_or_unsure() -> None:
    for path in sorted(ROOMS.glob("*/zh.po")):
        with path.open("rb") as file:
            entries = [message for message in read_po(file, locale="zh_Hans_CN") if message.id]
        assert [message.id for message in entries if message.fuzzy or not message.string] == [], path


def test_the_chinese_names_only_what_the_message_names() -> None:
    for path, message, english, string in translated():
        assert set(NAMED.findall(string)) <= set(NAMED.findall(english)), (path, message)


def test_chinese_has_full_width_punctuation_and_no_exclamation() -> None:
    for path, message, _english, string in translated():
        words = NAMED.sub("名", string)
        assert not re.search(r"[一-鿿][,;:!?()]|[,;:!](?=[一-鿿])|[！!]", words), (path, message, string)


def test_chinese_has_no_typed_space_beside_a_chinese_character() -> None:
    for path, message, _english, string in translated():
        words = NAMED.sub("", string).strip()
        assert not re.search(r"(?<=[一-鿿，。；：、“”（）]) (?=\w)|(?<=\w) (?=[一-鿿])", words), (path, message, string)


def test_nobody_is_said_to_have_failed() -> None:
    for path, message, english, string in translated():
        assert not re.search(r"失败|不合格|差生|懒", string), (path, message)
        assert not re.search(r"\bfail(ed|ure)?\b|\bunfit\b|\blazy\b", english, re.IGNORECASE), (path, message)
