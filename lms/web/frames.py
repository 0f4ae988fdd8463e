"""Pages that are the same for everybody but for a few words: rendered once, then filled in for each reader.

A frame is a rendered page in which private-use characters stand where a reader's own words go. Nothing personal is
kept: the page is rendered with the stand-ins, and the token of the moment is taken out before it is stored.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock

from markupsafe import escape

MOST = 512  # frames kept; one is about 30 kB
NAME = "\ue000\ue001"  # its first character alone is where a name's initial goes
TOKEN = "\ue002"  # noqa: S105  a stand-in
NUMBER = "\ue003"

_frames: OrderedDict[Hashable, str] = OrderedDict()
_lock = Lock()


def filled(key: Hashable, render: Callable[[], str], token: str, words: Mapping[str, str]) -> str:
    """The page of this key with a reader's words in their places.

    key: all that the page depends on besides the words. render: makes the page with stand-ins for the words and this
    request's token. words: by stand-in, the words, not escaped yet.
    """
    frame = _frames.get(key)
    if frame is None:
        frame = render().replace(token, TOKEN)
        _keep(key, frame)
    page = frame.replace(TOKEN, token)
    for stand_in, word in words.items():
        if stand_in == NAME:
            page = page.replace(NAME, str(escape(word))).replace(NAME[0], str(escape(word[:1])))
        else:
            page = page.replace(stand_in, str(escape(word)))
    return page


def _keep(key: Hashable, frame: str) -> None:
    with _lock:
        _frames[key] = frame
        if len(_frames) > MOST:
            _frames.popitem(last=False)
