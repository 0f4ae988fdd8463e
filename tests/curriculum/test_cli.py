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
    assert (
        "Path sales: 1.7 trainer-hours a trainee in 90 days, of 14 at most (2 shows); reviewed tries: calling 6."
        in result.output
    )


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
