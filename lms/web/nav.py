"""Where rooms register what the bar offers. A person sees the union of the items of their roles, most used first."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for

from lms.i18n import gettext


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the bar.

    roles: values of the roles that see it; order: smaller stands further left; key: the letter that leads there after
    g; pages: endpoints that belong to it, where its room holds more than one entry; else every page of the room does.
    """

    endpoint: str
    words: str
    icon: str
    roles: frozenset[str]
    order: int
    key: str = ""
    pages: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        return gettext(self.words)

    @property
    def href(self) -> str:
        return url_for(self.endpoint)

    @property
    def current(self) -> bool:
        if request.endpoint is None:
            return False
        if self.pages:
            return request.endpoint in self.pages
        return request.endpoint.split(".")[0] == self.endpoint.split(".")[0]


_items: list[NavItem] = []


def register(item: NavItem) -> None:
    """Offer an entry. Called once at import by the room's views."""
    if item not in _items:
        _items.append(item)


def items_for(roles: frozenset[str]) -> Sequence[NavItem]:
    """What a person with these roles sees."""
    return sorted((item for item in _items if item.roles & roles), key=lambda item: item.order)


_places: dict[str, str] = {}


def register_place(name: str, endpoint: str) -> None:
    """Tell the layout where something is that it links to: home, account, language, theme, sign_in, sign_out."""
    _places[name] = endpoint


def places() -> dict[str, str]:
    """Addresses by name, of what there is."""
    return {name: url_for(endpoint) for name, endpoint in _places.items()}
