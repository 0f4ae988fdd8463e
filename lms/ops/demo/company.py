"""The people of the demo company, who coaches whom, and how far each trainee has come. All of them are invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lms.i18n import Language
from lms.people.models import Role

PASSWORD = "shifu-demo"  # noqa: S105  printed at the start, and taken only from this machine and its neighbours
CALLS = "telephone-selling"
VISIT = "first-visit"
CENTRE, EAST, SOUTH = "销售中心", "华东销售部", "华南销售部"
TEAMS = ((CENTRE, None), (EAST, CENTRE), (SOUTH, CENTRE))

Thing = tuple[str, str, int]
"""Something promised: kind (show or try), skill, ordinal."""


@dataclass(frozen=True, slots=True)
class Growth:
    """How somebody comes on in a skill. start: mean level of the first try; gain: levels gained by the seventh."""

    start: float
    gain: float


QUICK = Growth(1.25, 1.5)
STEADY = Growth(0.95, 0.75)
SLOW = Growth(0.8, 0.35)
FADING = Growth(1.2, -0.5)


@dataclass(frozen=True, slots=True)
class Story:
    """A trainee's way so far. day: which working day of their path it is today; 0 or less: they have not begun.

    coach: key of the trainer; second: of one who reviews first visits in turn with them. growth: by skill, else
    `otherwise`. not_given: what was promised and isn't given. not_reviewed: tries that still wait. unread: modules.
    never_right: quiz outcomes that don't stick. more: days on which there was a first visit beyond the path.
    """

    day: int
    coach: str
    second: str = ""
    growth: Mapping[str, Growth] = field(default_factory=lambda: MappingProxyType({CALLS: QUICK, VISIT: STEADY}))
    otherwise: Growth = STEADY
    not_given: frozenset[Thing] = frozenset()
    not_reviewed: frozenset[Thing] = frozenset()
    not_confirmed: frozenset[Thing] = frozenset()
    not_seen: frozenset[Thing] = frozenset()
    unread: frozenset[str] = frozenset()
    never_right: frozenset[str] = frozenset()
    more: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person of the company. login: e-mail or mobile number."""

    key: str
    name: str
    login: str
    team: str = ""
    role: Role | None = None
    is_admin: bool = False
    language: Language = Language.ZH
    story: Story | None = None


def _both(calls: Growth, visit: Growth) -> Mapping[str, Growth]:
    return MappingProxyType({CALLS: calls, VISIT: visit})


def _mail(local: str) -> str:
    return f"{local}@qiaojing.example"  # no such domain can exist, so no mail ever goes out


STAFF = (
    Somebody("qin", "秦岚", _mail("qin"), EAST, Role.MANAGER),
    Somebody("shen", "沈若衡", _mail("shen"), CENTRE, Role.MANAGER),
    Somebody("luo", "罗启明", _mail("luo"), SOUTH, Role.MANAGER),
    Somebody("chen", "陈砚", _mail("chen"), EAST, Role.TRAINER),
    Somebody("daniel", "Daniel Moss", _mail("daniel"), SOUTH, Role.TRAINER, language=Language.EN),
    Somebody("zhou", "周牧野", _mail("zhou"), EAST, Role.TRAINER),
    Somebody("wu", "吴晓岚", _mail("wu"), SOUTH, Role.TRAINER),
    Somebody("ding", "丁予", _mail("ding"), is_admin=True),
)


def _trainee(key: str, name: str, login: str, team: str, story: Story, language: Language = Language.ZH) -> Somebody:
    return Somebody(key, name, login, team, Role.TRAINEE, language=language, story=story)


TRAINEES = (
    _trainee("lin", "林夏", _mail("lin"), EAST, Story(18, "chen")),
    _trainee("meng", "孟秋", "13800000003", EAST, Story(33, "chen", "zhou")),
    _trainee("su", "苏一鸣", _mail("su"), EAST,
             Story(33, "chen", not_reviewed=frozenset({("try", VISIT, 5), ("try", VISIT, 6)}))),
    _trainee("fang", "方知行", _mail("fang"), EAST, Story(66, "chen", growth=_both(QUICK, QUICK), otherwise=QUICK)),
    _trainee("lixiang", "李想", _mail("lixiang"), EAST,
             Story(66, "chen", "zhou", growth=_both(QUICK, QUICK), otherwise=QUICK)),
    _trainee("song", "宋词", "13800000006", EAST, Story(18, "chen", not_seen=frozenset({("show", VISIT, 2)}))),
    _trainee("feng", "冯一舟", _mail("feng"), EAST, Story(8, "zhou")),
    _trainee("gu", "顾小满", "13800000008", EAST, Story(1, "zhou")),
    _trainee("emma", "Emma Lindqvist", _mail("emma"), SOUTH,
             Story(64, "daniel", growth=_both(QUICK, QUICK), otherwise=QUICK), Language.EN),
    _trainee("wei", "韦嘉言", _mail("wei"), SOUTH,
             Story(36, "wu", "daniel", growth=_both(STEADY, FADING), never_right=frozenset({"opens-six-items"}),
                   more=(5, 10, 15, 21, 26, 28, 31))),
    _trainee("he", "贺兰", "13800000011", SOUTH,
             Story(36, "wu", not_given=frozenset({("try", VISIT, 5), ("try", VISIT, 6)}))),
    _trainee("tang", "唐果", _mail("tang"), SOUTH, Story(24, "wu")),
    _trainee("ouyang", "欧阳青", "13800000013", SOUTH,
             Story(24, "wu", not_given=frozenset({("try", CALLS, 5), ("try", CALLS, 6)}))),
    _trainee("ravi", "Ravi Menon", _mail("ravi"), SOUTH,
             Story(6, "daniel", not_confirmed=frozenset({("show", VISIT, 2)})), Language.EN),
    _trainee("jiang", "江南", _mail("jiang"), SOUTH, Story(6, "wu", unread=frozenset({VISIT}))),
    _trainee("sun", "孙浩", "13800000017", EAST,
             Story(40, "chen", "wu", growth=_both(STEADY, FADING), more=(5, 10, 15, 21, 27, 33, 35))),
    _trainee("bai", "白露", "13800000016", SOUTH, Story(-4, "wu")),
)  # fmt: skip
EVERYBODY = (*TRAINEES, *STAFF)
"""Those by whom the demo is walked through come first of their role: the sign-in page lists the first of each."""
PRINTED = ("lin", "meng", "su", "emma", "chen", "daniel", "qin", "shen", "ding")
"""Whose sign-ins are printed at the start, in this order."""
