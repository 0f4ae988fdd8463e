"""What a person can set, call or be judged by has its place in docs/."""

import re
from pathlib import Path

import pytest
from flask import Flask

from lms.judgement.evidence import State
from lms.judgement.states import Rule

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("rule", [*Rule, *State])
def test_each_rule_and_state_is_explained(rule: str) -> None:
    assert f"`{rule}`" in (DOCS / "judgement.md").read_text()


def test_each_setting_is_explained() -> None:
    config = (DOCS.parent / "lms" / "config.py").read_text()
    guide = (DOCS / "administrators-guide.md").read_text()
    missing = sorted(name for name in set(re.findall(r'"(LMS_[A-Z_]+)"', config)) if name not in guide)
    assert missing == []


def test_each_command_is_explained(app: Flask) -> None:
    guide = (DOCS / "administrators-guide.md").read_text() + (DOCS / "authors-guide.md").read_text()
    group = app.cli.commands["lms"]

    def names(command: object, before: str) -> list[str]:
        inner = getattr(command, "commands", {})
        if not inner:
            return [before]
        return [name for key, one in inner.items() for name in names(one, f"{before} {key}")]

    missing = [name for name in names(group, "flask lms") if name not in guide]
    assert missing == []
