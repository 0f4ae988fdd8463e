"""The pages of administration, and its entry in the bar."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request, url_for

from lms.i18n import lazy
from lms.people.models import Role
from lms.web import nav
from lms.web.nav import NavItem


@dataclass(frozen=True, slots=True)
class AdminPage:
    """A page of administration. note: what stands behind its words, as how many faults there are."""

    endpoint: str
    words: str
    note: Callable[[], str | None] = lambda: None


class AdminItem(NavItem):
    """Current on all pages under /admin, and not on the other pages of this room."""

    @property
    def current(self) -> bool:
        return _is_current("/admin")


_pages = [
    AdminPage("people.people", lazy("People")),
    AdminPage("people.lines", lazy("Paste lines")),
    AdminPage("people.teams_page", lazy("Teams")),
    AdminPage("people.coaching_page", lazy("Coaching")),
    AdminPage("people.audit_page", lazy("Changes")),
]


def offer(page: AdminPage) -> None:
    """Add a page of a room above this one. Called once at import by its views."""
    _pages.append(page)


def tabs() -> list[dict[str, object]]:
    """The pages of administration, as `tabs` of the house's macros takes them."""
    return [
        {"label": str(page.words), "href": address, "current": _is_current(address), "note": page.note()}
        for page in _pages
        if (address := url_for(page.endpoint))
    ]


def _is_current(address: str) -> bool:
    return request.path == address or request.path.startswith(address + "/")


# Its words are the house's for administration; the role has its own.
nav.register(AdminItem("people.admin", "Admin", "settings", frozenset({Role.ADMIN.value}), 90))
