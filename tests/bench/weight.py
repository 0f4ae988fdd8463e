"""What the first load of a page weighs as it is sent: the page with the stylesheet and the scripts that it asks for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from tests.bench.client import Client

ASKED_FOR = re.compile(r'<(?:link[^>]*rel="(?:stylesheet|icon)"[^>]*href|script[^>]*src|img[^>]*src)="([^"]+)"')
IMPORTED = re.compile(r'^import\s[^"\']*["\']([^"\']+)["\']', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes of the bodies as sent."""

    page: int
    files: int
    count: int

    @property
    def all(self) -> int:
        return self.page + self.files


def first_load(client: Client, path: str) -> Weight:
    """The weight of a page for a browser that has nothing of it yet."""
    zipped = {"Accept-Encoding": "gzip, deflate, br"}
    _, page = client.get(path, zipped)
    _, plain = client.get(path)
    files = {address: len(client.get(address, zipped)[1]) for address in _files(client, path, plain.decode())}
    return Weight(len(page), sum(files.values()), len(files))


def _files(client: Client, path: str, html: str) -> Iterator[str]:
    seen: set[str] = set()
    waiting = [urljoin(path, address.replace("&amp;", "&")) for address in ASKED_FOR.findall(html)]
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith(("http:", "https:", "data:")):
            continue
        seen.add(address)
        yield address
        if ".js" in address:
            _, script = client.get(address)
            waiting += [urljoin(address, imported) for imported in IMPORTED.findall(script.decode())]
