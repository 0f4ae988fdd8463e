"""Marks on views: which need no sign-in. Views that do name their action, see `lms.people.session.action`."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def open_to_all(view: View) -> View:
    """A view that needs no sign-in."""
    view.open_to_all = True  # type: ignore[attr-defined]  # read by the guard of sign-in and by the test of all routes
    return view
