"""Pages: sign-in, one's account, and administration."""

from lms.people.views import account, audit, coaching, entry, lines, links, people, teams
from lms.people.views.room import bp

__all__ = ["account", "audit", "bp", "coaching", "entry", "lines", "links", "people", "teams"]
