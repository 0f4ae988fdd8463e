"""What a browser says it is, in two words: enough to know one's own again."""

from lms.i18n import _, lazy

# In this order: most browsers also name the one they descend from.
_PROGRAMS = (
    ("wxwork", "wecom", lazy("WeCom")),
    ("MicroMessenger", "wechat", lazy("WeChat")),
    ("DingTalk", "dingtalk", lazy("DingTalk")),
    ("Lark", "feishu", lazy("Feishu")),
    ("Edg", "edge", "Edge"),
    ("Firefox", "firefox", "Firefox"),
    ("FxiOS", "firefox", "Firefox"),
    ("CriOS", "chrome", "Chrome"),
    ("Chrome", "chrome", "Chrome"),
    ("Safari", "safari", "Safari"),
)
_DEVICES = (
    ("OpenHarmony", "harmony", lazy("HarmonyOS phone")),
    ("Android", "android", lazy("Android phone")),
    ("iPhone", "iphone", "iPhone"),
    ("iPad", "ipad", "iPad"),
    ("Windows", "windows", lazy("Windows computer")),
    ("Macintosh", "mac", lazy("Mac")),
    ("Linux", "linux", lazy("Linux computer")),
)


def kind(user_agent: str) -> str:
    """Program and device as they are stored: `wechat/android`; what isn't known is empty."""
    program = next((code for sign, code, _words in _PROGRAMS if sign in user_agent), "")
    device = next((code for sign, code, _words in _DEVICES if sign in user_agent), "")
    return f"{program}/{device}"


def words(stored: str) -> str:
    """What was stored, for people."""
    program, _slash, device = stored.partition("/")
    known = [str(w) for _sign, code, w in _PROGRAMS if code == program][:1]
    known += [str(w) for _sign, code, w in _DEVICES if code == device]
    if len(known) == 2:
        return _("%(program)s on a %(device)s", program=known[0], device=known[1])
    return known[0] if known else _("A browser")
