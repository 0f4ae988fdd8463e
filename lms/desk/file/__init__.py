"""The training file of a person: every line of their sealed index with its whole row, on a page, on paper, as JSON."""

from lms.desk.file import of_cases, of_decisions, of_learning, of_mending, of_plan, of_practice, of_recordings

__all__ = ["of_cases", "of_decisions", "of_learning", "of_mending", "of_plan", "of_practice", "of_recordings"]
