"""`flask lms judge`: why a skill reads as it does, whom other figures would move, and setting them from a file."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from lms import clock
from lms.db import session, transaction
from lms.judgement.basis import basis_in_force
from lms.judgement.known_at import later_than
from lms.judgement.service import judged_under, judgement_of
from lms.judgement.settings.file import read
from lms.judgement.settings.service import set_thresholds
from lms.judgement.states import Rule
from lms.judgement.thresholds import DEFAULTS, LIMITS, Thresholds, Tier
from lms.people.models import Person
from tests.cast import Cast
from tests.factories.training import PHONE, key, on, trainee_of

from .test_settings import NOW, WHY, estimated, growing, not_responding


def judge(app: Flask, *words: str) -> Result:
    with clock.standing_at(NOW):
        return app.test_cli_runner().invoke(args=["lms", "judge", *words])


@pytest.fixture
def stuck(cast: Cast) -> Cast:
    """A company in which a manager is asked to look at the trainee."""
    not_responding(cast)
    estimated(growing())
    return cast


def test_everything_that_a_judgement_was_made_from_is_told(app: Flask, stuck: Cast) -> None:
    told = judge(app, "--explain", "trainee@example.com", PHONE).output
    assert "state: untrainable" in told
    assert "method curves-3, estimate 1, settings 0" in told
    assert "tries that count: 12, reviewed by 2" in told
    for rule in Rule:
        assert f" {rule}" in told
    counted = next(line for line in told.splitlines() if " tries_that_count" in line)
    assert "found 12, asked 6" in counted
    assert counted.count("#") == 12
    assert "  + chance_to_reach_bar" in told
    chinese = judge(app, "--explain", str(stuck.trainee), PHONE, "--language", "zh").output
    assert "什么都不欠、下面每一条又都成立，才请经理来看" in chinese


def test_debts_are_told_with_who_owes_them(app: Flask, cast: Cast) -> None:
    trainee_of(cast).enrolled()
    told = judge(app, "--explain", "trainee@example.com", PHONE).output
    assert "state: untrained" in told
    assert "show 1: owed by 陈静 since" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--explain", "nobody@example.com", PHONE), "nobody here has"),
        (("--explain", "trainee@example.com", "telephone-seling"), "did you mean 'telephone-selling'?"),
        (("--explain", "manager@example.com", PHONE), "is enrolled in no path"),
        (("--explain", "trainee@example.com", PHONE, "--cohort", "7"), "there is no estimate 7"),
        (("--explain", "trainee@example.com", PHONE, "--settings", "7"), "no settings 7"),
        (("--explain", "trainee@example.com", PHONE, "--at", "yesterday"), "2026-11-24T09:30"),
        (("--set", "no-such-file.yaml", "--why", WHY), "cannot be read"),
        (("--at", "2026-11-24"), "belong to --explain"),
        ((), "say what is asked"),
    ],
)
def test_what_cannot_be_told_says_how_to_ask(app: Flask, cast: Cast, words: tuple[str, ...], said: str) -> None:
    trainee_of(cast).enrolled()
    result = judge(app, *words)
    assert result.exit_code
    assert said in result.output


def test_a_person_is_named_as_when_their_file_is_verified(app: Flask, cast: Cast) -> None:
    trainee_of(cast).enrolled()
    told = {judge(app, "--explain", who, PHONE).output for who in ("trainee@example.com", " 李文", str(cast.trainee))}
    assert len(told) == 1
    assert "state: " in told.pop()
    with transaction():
        session().get_one(Person, cast.other_trainee).name = "李文"
    asked = (["judge", "--explain", "李文", PHONE], ["verify", "李文"])
    refused = [app.test_cli_runner().invoke(args=["lms", *words]) for words in asked]
    assert refused[0].output == refused[1].output
    assert f"2 people are called '李文'; name one by id: {cast.trainee}, {cast.other_trainee}" in refused[0].output
    assert all(one.exit_code == 1 for one in refused)


def test_an_old_proposal_can_be_made_again_exactly(app: Flask, stuck: Cast) -> None:
    then = judgement_of(stuck.trainee, NOW)
    assert then is not None
    estimated(growing().__class__(people=20, growth=0.2, growth_se=0.1))
    set_thresholds(stuck.admin, {"tries": 14}, WHY, key())
    li = trainee_of(stuck)
    with clock.standing_at(on(27, 11)):
        pass
    li.shown(PHONE, on(27, 11))
    li.tried(PHONE, on(27, 14), 3)
    today = judgement_of(stuck.trainee, on(28))
    assert today is not None
    assert today.by_skill[PHONE] != then.by_skill[PHONE]
    again = judged_under([then.basis], [stuck.trainee], NOW, later=later_than(stuck.trainee, NOW))[0][stuck.trainee]
    assert again.by_skill == then.by_skill
    assert again.responses == then.responses
    assert again.evidence == then.evidence
    words = ("--explain", "trainee@example.com", PHONE, "--at", NOW.isoformat(), "--cohort", "1", "--settings", "0")
    told = judge(app, *words).output
    assert "state: untrainable" in told
    assert "estimate 1, settings 0" in told


def test_what_if_lists_who_would_move_and_changes_nothing(app: Flask, stuck: Cast, tmp_path: Path) -> None:
    file = tmp_path / "careful.yaml"
    file.write_text("tries: 14\n")
    result = judge(app, "--what-if", str(file))
    assert result.exit_code == 0
    assert "李文 (1), " in result.output
    assert "untrainable -> on_plan" in result.output
    assert "1 person would be moved, of 1 who is judged; nothing was changed." in result.output
    assert basis_in_force().settings_version == 0


def test_a_file_tells_every_fault_at_its_place(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("tier: magic\ntrys: 8\nraters: 1\nflat:\n  much: 1\n")
    result = judge(app, "--what-if", str(file))
    assert result.exit_code == 2
    assert [line.removeprefix(str(file)) for line in result.output.splitlines()] == [
        ":1:7: tier is 'magic'; use one of curves, plain",
        ":2:1: unknown figure 'trys'; did you mean 'tries'?",
        ":3:9: raters is 1; it may lie from 2 to 5",
        ":5:3: flat is {'much': 1} and no number; it may lie from 0.5 to 0.99",
    ]
    file.write_text('{"tries": 8, "tries": 9}')
    assert judge(app, "--set", str(file), "--why", WHY).exit_code == 2
    file.write_text("- 8\n")
    assert "this is no list of figures" in judge(app, "--what-if", str(file)).output
    assert basis_in_force().settings_version == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_printed_can_be_read_again(app: Flask, cast: Cast, language: str) -> None:
    asked = {name: high for name, (_low, high) in LIMITS.items()} | {"tier": "plain"}
    version = set_thresholds(None, asked, WHY)
    printed = judge(app, "--settings", "--language", language).output
    assert read(printed.encode(), "printed.yaml") == Thresholds(**{**asked, "tier": Tier.PLAIN})  # type: ignore[arg-type]
    usual = judge(app, "--settings", "0").output
    assert read(usual.encode(), "usual.yaml") == DEFAULTS
    assert f"settings {version}" in printed or language == "zh"


def test_thresholds_are_set_from_a_file_with_a_reason(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "careful.json"
    file.write_text('{"tries": 8, "chance": 0.05}')
    assert "--why" in judge(app, "--set", str(file)).output
    assert "is no admin here" in judge(app, "--set", str(file), "--why", WHY, "--as", "trainer@example.com").output
    assert basis_in_force().settings_version == 0
    assert "settings 1 are in force" in judge(app, "--set", str(file), "--why", WHY, "--as", "admin@example.com").output
    assert basis_in_force().thresholds == Thresholds(tries=8, chance=0.05)
    assert "nothing was changed" in judge(app, "--set", str(file), "--why", WHY).output
    assert session().get_one(Person, cast.admin).name == "何平"
