"""The demo company: entered by a press, and open only to machines nearby."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Request, current_app
from sqlalchemy import select

from lms import clock
from lms.config import Settings
from lms.db import session
from lms.errors import NotAllowed, NotYours
from lms.i18n import _, zone
from lms.people import places
from lms.people.models import Person, Role
from lms.people.places import Place

LISTED = 2  # of each role
# Python's own is_private also counts networks for documentation and benchmarks.
_BLOCKS = "127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16 ::1/128 fc00::/7 fe80::/10"
NEAR = [ipaddress.ip_network(block) for block in _BLOCKS.split()]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the invented people, as the sign-in page lists them. role and team: None for an admin."""

    id: int
    name: str
    role: Role
    team: str | None


def served() -> bool:
    """Whether the demo company is served."""
    settings: Settings = current_app.extensions["settings"]
    return settings.serves_demo


def is_open_to(request: Request) -> bool:
    """Whether the company that is served may be seen from where a request comes."""
    return not served() or _is_near(request)


def require_near(request: Request) -> None:
    """Raises NotAllowed when the demo company is asked for from far away."""
    if not is_open_to(request):
        words = _(
            "The demo company opens only on the network it runs in. “flask lms init” makes a company of your own."
        )
        raise NotAllowed(words)


def _is_near(request: Request) -> bool:
    """Whether a request comes from this machine or its private network.

    A proxy that the installation doesn't know of hides where a request comes from, so then it counts as far.
    """
    settings: Settings = current_app.extensions["settings"]
    if settings.proxies == 0 and any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP")):
        return False
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in NEAR)


def require_served() -> None:
    """Raises NotYours where there is no demo company."""
    if not served():
        raise NotYours


def people() -> Sequence[DemoPerson]:
    """A few of each role, by which the demo is walked through: trainees first, the admin last."""
    everybody = session().scalars(select(Person).where(Person.suspended_at.is_(None)).order_by(Person.id)).all()
    held = places.of(person.id for person in everybody)
    found = []
    for role in places.IN_TEAMS:
        found += [
            DemoPerson(person.id, person.name, role, place.team)
            for person in everybody
            if (place := _as(role, held.get(person.id, []))) is not None
        ][:LISTED]
    return [*found, *[DemoPerson(one.id, one.name, Role.ADMIN, None) for one in everybody if one.is_admin][:LISTED]]


def _as(role: Role, held: Sequence[Place]) -> Place | None:
    today = clock.today(zone())
    return next((place for place in held if place.role is role and place.holds(today)), None)
