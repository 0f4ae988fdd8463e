"""The production server, started by us and not by its own command line. Importable only where processes can fork."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication


class Server(BaseApplication):  # type: ignore[misc]  # the library carries no types
    """Gunicorn with these settings; the number of processes follows WEB_CONCURRENCY, 1 when it is not set."""

    def __init__(self, site: Flask, options: Mapping[str, Any]) -> None:
        self.site = site
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return self.site
