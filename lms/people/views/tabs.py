"""The pages of administration, and its entry in the bar."""

from flask import current_app, request, url_for

from lms.i18n import lazy
from lms.people.models import Role
from lms.web import nav
from lms.web.nav import NavItem

# The page of content faults belongs to a room above this one; it is offered when that room is there.
_PAGES = (
    ("people.people", lazy("People")),
    ("people.lines", lazy("Paste lines")),
    ("people.teams_page", lazy("Teams")),
    ("people.coaching_page", lazy("Coaching")),
    ("people.audit_page", lazy("Changes")),
    ("curriculum.faults", lazy("Content")),
)


class AdminItem(NavItem):
    """Current on all pages under /admin, and not on the other pages of this room."""

    @property
    def current(self) -> bool:
        return request.path == "/admin" or request.path.startswith("/admin/")


def tabs() -> list[dict[str, object]]:
    """The pages of administration, as `tabs` of the house's macros takes them."""
    return [
        {"label": str(words), "href": url_for(endpoint), "current": _is_current(url_for(endpoint))}
        for endpoint, words in _PAGES
        if endpoint in current_app.view_functions
    ]


def _is_current(address: str) -> bool:
    return request.path == address or request.path.startswith(address + "/")


# Its words are the house's for administration; the role has its own.
nav.register(AdminItem("people.admin", "Admin", "settings", frozenset({Role.ADMIN.value}), 90))
