"""`content check` on the command line."""

import json
import subprocess
import sys

import click
from click.testing import CliRunner, Result

from lms.config import ROOT
from lms.curriculum import cli

from .course import Course


def run(course: Course, *options: str) -> Result:
    group = click.Group("lms")
    cli.register(group)
    folders = ["--courses", str(course.courses), "--quizzes", str(course.quizzes)]
    return CliRunner().invoke(group, ["content", "check", *folders, *options])


def test_good_content_is_counted_and_each_path_tells_its_trainer_hours(course: Course) -> None:
    result = run(course)
    assert result.exit_code == 0
    assert "2 modules and 42 quiz items read, no fault." in result.output
    assert "Path sales: 1.7 trainer-hours a trainee in 90 days, of 14 at most; 2 shows;" in result.output
    assert "reviewed tries, by two raters where two coach: calling 6.\n" in result.output


def test_faults_are_lines_that_an_editor_can_jump_to_and_end_with_1(course: Course) -> None:
    course.change("quizzes/calling.yaml", "outcome: waits", "outcome: wait")
    result = run(course)
    assert result.exit_code == 1
    assert "\nquizzes/calling.yaml:" in f"\n{result.output}"
    assert ": unknown outcome 'wait'; did you mean 'waits'?" in result.output
    assert "2 modules and 42 quiz items read, 1 fault" in result.output


def test_the_same_as_json(course: Course) -> None:
    course.change("quizzes/calling.yaml", "outcome: waits", "outcome: wait")
    answer = json.loads(run(course, "--format", "json").stdout)
    assert answer["faults"][0]["what"] == "unknown outcome 'wait'"
    assert answer["hash"] is None
    course.change("quizzes/calling.yaml", "outcome: wait\n", "outcome: waits\n")
    answer = json.loads(run(course, "--format", "json").stdout)
    assert (answer["modules"], answer["items"], answer["faults"]) == (2, 42, [])
    assert answer["trainer_minutes"] == {"sales": 102}


def test_the_same_as_annotations_of_a_workflow(course: Course) -> None:
    course.change("quizzes/calling.yaml", "outcome: waits", "outcome: 100%")
    result = run(course, "--format", "github")
    assert result.exit_code == 1
    assert "::error file=quizzes/calling.yaml,line=" in result.output
    assert "'100%25' is no id" in result.output


def test_advice_stops_nothing_unless_it_is_strict(course: Course) -> None:
    for name in ("zh", "en"):
        course.change(f"courses/calling/{name}.md", "minutes: 45", "minutes: 50")
    assert run(course).exit_code == 0
    assert "the sections take 45 minutes together; write the same here (advice)" in run(course).output
    assert run(course, "--strict").exit_code == 1


def test_what_there_is_is_counted_faults_or_not(course: Course) -> None:
    course.change("quizzes/basics.yaml", "answer: one", "answer: four")
    course.change("quizzes/basics.yaml", "kind: single", "kind: singel")
    text = measured(course)
    assert "calling       1,858   1,277       45" in text
    assert "Path sales: 2 modules; 1.7 trainer-hours a trainee in 90 days, of 14 at most; tries: calling 6." in text
    calling = json.loads(measured(course, "--json"))["modules"][1]
    assert (calling["id"], calling["minutes"], calling["sections"], calling["checks"]) == ("calling", 45, 5, 1)
    assert (calling["items"], calling["kinds"], calling["situations"]) == (21, 10, 16)
    assert (calling["key_positions"], calling["lists"]) == ([5, 5, 4], 14)
    assert calling["longest_keys"] == {"zh": 0, "en": 0}


def measured(course: Course, *options: str) -> str:
    folders = ["--courses", str(course.courses), "--quizzes", str(course.quizzes)]
    return CliRunner().invoke(cli.content, ["measure", *folders, *options]).output


def test_it_runs_alone_without_database_or_secret(course: Course) -> None:
    command = [sys.executable, "-m", "lms.curriculum.cli", "check"]
    environment = {
        "LMS_COURSES": str(course.courses),
        "LMS_QUIZZES": str(course.quizzes),
        "LMS_DATA": str(course.folder / "none"),
    }
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (course.folder / "none").exists()
