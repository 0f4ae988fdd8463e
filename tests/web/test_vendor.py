"""What is taken from others is what they published, and no page asks another host for anything."""

import hashlib
import json
import re

from lms.config import ROOT

VENDOR = ROOT / "static" / "vendor"
LISTED = {one["file"]: one for one in json.loads((VENDOR / "MANIFEST.json").read_text())}
OURS = [
    path
    for folder in ("templates", "static")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".html", ".css", ".js"} and VENDOR not in path.parents
]
# Loading from elsewhere; addresses in words for people and names of XML spaces load nothing.
OUTSIDE = re.compile(
    r"""(?:src|srcset|action|poster|data)=["']\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//|import[^;\n]*["'](?:https?:)?//"""
)
FETCHED = re.compile(r"""["'`](?:https?:|wss?:)?//[\w.-]+\.[a-z]{2,}""")


def test_each_file_is_listed_with_its_licence_and_is_what_was_published() -> None:
    there = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()} - {"MANIFEST.json"}
    assert there == set(LISTED)
    for name, one in LISTED.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == one["sha256"], name
        assert one["version"] in name
        assert one["licence"]
        assert (VENDOR / name).with_name("LICENSE").exists()


def test_nothing_is_loaded_from_another_host() -> None:
    for path in OURS:
        words = path.read_text()
        assert OUTSIDE.findall(words) == [], path
        assert path.suffix != ".js" or FETCHED.findall(words) == [], path


def test_every_file_of_others_that_a_page_names_is_there() -> None:
    named = {name for path in OURS for name in re.findall(r"vendor/([\w./-]+)", path.read_text())}
    assert named <= set(LISTED)
