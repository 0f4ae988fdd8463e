"""A small course without fault, written to a folder, and the ways in which a test breaks it."""

from dataclasses import dataclass
from pathlib import Path

from lms.curriculum.catalog import Catalog
from lms.curriculum.edition import load
from lms.curriculum.faults import Fault, Result

from . import more

SKILLS = """\
- id: calling
  name: {zh: 打电话, en: Calling}
  bar: 1.8
  checklist: calling
  taught_by: [calling, basics]
  refresher_after_days: 180
"""

PATH = """\
id: sales
name: {zh: 销售, en: Sales}
modules:
  - {module: basics, day: 1, half: am, reading: required}
  - {module: calling, day: 1, half: pm, reading: reader}
skills:
  - skill: calling
    ready_by_day: 30
    review_within_days: 2
    shows: [1, 4]
    tries: [2, 4, 7, 9, 11, 13]
"""

ZH = """\
---
id: {id}
title: 怎么打
summary: 打完有约
minutes: 45
outcomes:
  - id: past-the-desk
    text: 过前台
  - id: waits
    text: 等两秒
  - id: books
    text: 约成
---

## 过前台 {{#first-call minutes=12}}

小陈一天接七八十个电话，
听两句就分得出“推销”。按**Excel**
排的表，见[下一节](#takeaway)和[别处](../{other}/zh.md#what-broke)。脚注[^1]。

### 断在哪 {{#what-broke}}

```dialogue id=bad-call ours=小周
1. 小周：您好，请问是石桁吗？〔白用三秒〕
2. 小陈：哪里？
3. 小陈：（等了两秒）不需要。
```

| 个 | 现在 |
| --- | ---: |
| 拨号 | 60 |

!!! mistake "常见错误"
    背公司介绍。

![一天60个电话里约成2个](images/tally.svg)

[check: wait-two-seconds]

[^1]: 来自周二的账。

{more}## 带走 {{#takeaway minutes=3}}

- [ ] 写下第一句
- [x] 数一数
"""

EN = """\
---
id: {id}
title: How to "call"
summary: It's an appointment when he writes it down
minutes: 45
outcomes:
  - id: past-the-desk
    text: Gets past the desk
  - id: waits
    text: Waits two seconds
  - id: books
    text: Books a visit
---

## Past the "desk" {{#first-call minutes=12}}

Chen takes 70 calls and says "not needed". It's over, see
the [next page](#takeaway), [elsewhere](../{other}/en.md#what-broke) or [a site](https://example.com/). Note[^1].

### Where it broke {{#what-broke}}

```dialogue id=bad-call ours=Zhou
1. Zhou: Hello, is that "Shiheng"? 〔Three seconds gone〕
2. Chen: Who's calling?
3. Chen: (Two seconds.) Not needed.
```

| calls | now |
| --- | ---: |
| dialled | 60 |

!!! mistake "The usual mistake"
    He recites the company.

![2 of 60 calls end in an appointment](images/tally.svg)

[check: wait-two-seconds]

[^1]: From Tuesday's tally.

{more}## Take this {{#takeaway minutes=3}}

- [ ] Write the first sentence
- [x] Count it
"""

CHECKS = """\
- id: wait-two-seconds
  ask: {zh: 他没说话，你先——, en: "He's silent: you …"}
  options:
    - id: ask-on
      text: {zh: 接着问, en: ask on}
      feedback: {zh: 抢了, en: too soon}
    - id: wait
      text: {zh: 等他说, en: wait}
      feedback: {zh: 对, en: yes}
    - id: hang-up
      text: {zh: 挂掉, en: hang up}
      feedback: {zh: 不, en: no}
  answer: wait
"""

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">
  <defs><marker id="tip" viewBox="0 0 2 2"><path class="accent" d="M0 0L2 1"/></marker></defs>
  <path class="line" d="M0 5H20" stroke="currentColor" marker-end="url(#tip)"/>
  <text x="2" y="4">60</text>
</svg>
"""

ITEM = """\
- id: item-{n}
  kind: single
  outcome: {outcome}
  section: {section}
  difficulty: {difficulty}
  scene: {{zh: 他在算, en: "He's counting"}}
  ask: {{zh: 你先说哪句？, en: 'Say "which" line?'}}
  options:
    - id: one
      text: {{zh: 第一句话, en: the first line}}
      feedback: {{zh: 早了, en: too early}}
    - id: two
      text: {{zh: 第二句话, en: the other line}}
      feedback: {{zh: 正好, en: just right}}
    - id: three
      text: {{zh: 第三句话, en: the third line}}
      feedback: {{zh: 晚了, en: too late}}
  answer: {answer}
"""

MULTIPLE = """\
- id: which-ones
  kind: multiple
  outcome: waits
  section: what-broke
  difficulty: 2
  dialogue:
    - {zh: 孙总：多少钱？, en: "Sun: How much?"}
  ask: {zh: 哪两样？, en: Which two?}
  options:
    - id: a
      text: {zh: 甲甲甲, en: aaa}
      feedback: {zh: 对, en: yes}
    - id: b
      text: {zh: 乙乙乙, en: bbb}
      feedback: {zh: 对, en: yes}
    - id: c
      text: {zh: 丙丙丙, en: ccc}
      feedback: {zh: 不, en: no}
    - id: d
      text: {zh: 丁丁丁, en: ddd}
      feedback: {zh: 不, en: no}
  answer: [a, b]
- id: is-it-so
  kind: true-false
  outcome: books
  section: takeaway
  difficulty: 1
  ask: {zh: 是不是？, en: Is it so?}
  options:
    - id: "true"
      feedback: {zh: 对, en: yes}
    - id: "false"
      feedback: {zh: 不, en: no}
  answer: "true"
  reasons:
    - id: early
      text: {zh: 因为早, en: for it is early}
      feedback: {zh: 不, en: no}
    - id: late
      text: {zh: 因为晚, en: for it is later}
      feedback: {zh: 对, en: yes}
    - id: loud
      text: {zh: 因为响, en: for it is loud}
      feedback: {zh: 不, en: no}
  reason: late
"""

CARD = """\
id: card-{n}
difficulty: {n}
minutes: 8
title: {{zh: 前台, en: The desk}}
trainee: {{zh: 你打给石桁, en: You call Shiheng}}
goal: {{zh: 约成, en: An appointment}}
customer: {{zh: 你是小陈, en: You are Chen}}
facts:
  - id: rush-orders
    fact: {{zh: 插单多, en: Many rush orders}}
    opens: {{zh: 问到插单, en: Asked about rush orders}}
    closes: {{zh: 讲产品, en: Told about products}}
ends: {{zh: 挂了, en: Hung up}}
"""

CUSTOMER = """\
id: meng
difficulty: 1
minutes: 3
name: {zh: 孟经理, en: Meng}
title: {zh: 打给石桁, en: Calling Shiheng}
setting: {zh: 九月, en: September}
goal: {zh: 约成, en: An appointment}
facts:
  - id: rush-orders
    fact: {zh: 一个月八回, en: Eight a month}
    matters: {zh: 一个数, en: A figure}
    shut: {zh: 差不多, en: More or less}
  - id: the-move
    fact: {zh: 十一月搬完, en: Moved by November}
    matters: {zh: 一个日子, en: A date}
nodes:
  - id: desk
    who: {zh: 前台, en: Desk}
    says: {zh: 哪里？, en: "Who's calling?"}
    options:
      - id: whoever
        say: {zh: 找负责人, en: Whoever decides}
        leads: cut
        feedback: {zh: 没名没姓, en: No name}
      - id: by-name
        say: {zh: 找孟经理, en: Meng at Shiheng}
        leads: meng
        best: true
        reply: {zh: 你等等, en: Hold on}
        feedback: {zh: 有名有姓, en: A name}
  - id: meng
    says: {zh: 喂？, en: Yes?}
    options:
      - id: how-often
        say: {zh: 插单几回？, en: How many?}
        leads: not-now
        best: true
        opens: rush-orders
        feedback: {zh: 要一个数, en: Asks a figure}
      - id: headache
        say: {zh: 挺头疼吧？, en: Headache?}
        leads: meng-cold
        closes: rush-orders
        feedback: {zh: 替他答了, en: Answers for him}
  - id: meng-cold
    says: {zh: 嗯, en: Mm}
    options:
      - id: pitch
        say: {zh: 我们很快的, en: Ours runs}
        leads: cut
        feedback: {zh: 自己的事, en: Your business}
      - id: again
        say: {zh: 插单几回？, en: How many?}
        leads: not-now
        best: true
        opens: rush-orders
        feedback: {zh: 晚了, en: Too late}
  - id: not-now
    says: {zh: 现在不弄, en: Not now}
    options:
      - id: until-when
        say: {zh: 等哪件事？, en: What first?}
        leads: booked
        best: true
        opens: the-move
        feedback: {zh: 问日子, en: Asks a date}
      - id: goodbye
        say: {zh: 那再联系。, en: Bye for now}
        leads: cut
        feedback: {zh: 没有日子, en: No date}
ends:
  - id: cut
    text: {zh: 挂了, en: Hung up}
    reached: false
  - id: booked
    text: {zh: 约成了, en: Booked}
    reached: true
"""

SHOW = """\
id: calling
title: {zh: 打给孟经理, en: Calling Meng}
setting: {zh: 会议室, en: A room}
minutes: 5
watch_for: {zh: 停两秒, en: Two seconds}
lines:
  - at: "00:00"
    line: {zh: 你好, en: Hello}
  - at: "00:08"
    line: {zh: 哪里, en: Who is it}
    stop: {zh: 下一句？, en: What next?}
"""

TRANSCRIPT = """\
id: {id}
title: {{zh: 打给石桁, en: A call to Shiheng}}
setting: {{zh: 下午, en: An afternoon}}
minutes: 5
lines:
{lines}reference:
{references}"""


def _transcript(name: str) -> str:
    """Twenty lines and a reference for each of the six items, at three levels."""
    lines = "".join(
        f'  - {{at: "00:{second:02}", who: {{zh: 小周, en: Zhou}}, line: {{zh: 第{second}句, en: Line {second}}}}}\n'
        for second in range(20)
    )
    references = "".join(
        f"  - {{item: act-{n}, level: {n % 3}, why: {{zh: 见00:0{n}, en: See 00:0{n}}}}}\n" for n in range(6)
    )
    return TRANSCRIPT.format(id=name, lines=lines, references=references)


def _pool() -> str:
    outcomes, sections = ("past-the-desk", "waits", "books"), ("first-call", "what-broke", "takeaway")
    items = (
        ITEM.format(
            n=n,
            outcome=outcomes[n % 3],
            section=sections[n % 3],
            difficulty=n % 3 + 1,
            answer=("one", "two", "three")[n % 3],
        )
        for n in range(12)
    )
    return "items:\n" + "".join(items) + MULTIPLE + more.OTHER_ITEMS


def _checklist() -> str:
    items = (
        f"  - id: act-{n}\n    outcome: {('waits', 'books', 'past-the-desk')[n % 3]}\n"
        f"    critical: {'true' if n == 0 else 'false'}\n"
        f"    title: {{zh: 第{n}样, en: Act {n}}}\n    levels:\n"
        + "".join(f"      - {{zh: 级{level}, en: Level {level}}}\n" for level in range(4))
        for n in range(6)
    )
    return "id: calling\nitems:\n" + "".join(items)


def files() -> dict[str, str]:
    """All files of the course by name."""
    found = {"courses/skills.yaml": SKILLS, "courses/paths/sales.yaml": PATH}
    for module, other in (("calling", "basics"), ("basics", "calling")):
        found |= {
            f"courses/{module}/zh.md": ZH.format(id=module, other=other, more=more.ZH_PAGES),
            f"courses/{module}/en.md": EN.format(id=module, other=other, more=more.EN_PAGES),
            f"courses/{module}/checks.yaml": CHECKS,
            f"courses/{module}/images/tally.svg": SVG,
            f"quizzes/{module}.yaml": _pool(),
        }
    found["courses/calling/checklist.yaml"] = _checklist()
    found["courses/calling/show.yaml"] = SHOW
    found["courses/calling/customers/meng.yaml"] = CUSTOMER
    found |= {f"courses/calling/cards/card-{n}.yaml": CARD.format(n=n) for n in (1, 2, 3)}
    found |= {f"courses/calling/calibration/{name}.yaml": _transcript(name) for name in ("middling", "smooth")}
    return found


FILES = files()


@dataclass(frozen=True)
class Course:
    """The course in a folder."""

    folder: Path

    @classmethod
    def in_(cls, folder: Path) -> "Course":
        course = cls(folder)
        for name, text in FILES.items():
            course.write(name, text)
        return course

    @property
    def courses(self) -> Path:
        return self.folder / "courses"

    @property
    def quizzes(self) -> Path:
        return self.folder / "quizzes"

    def path(self, name: str) -> Path:
        return self.folder / name

    def write(self, name: str, text: str | bytes) -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def change(self, name: str, old: str, new: str, count: int = 1) -> None:
        text = self.path(name).read_text()
        assert old in text, f"{name} holds no {old!r}"
        self.write(name, text.replace(old, new, count))

    def append(self, name: str, text: str) -> None:
        self.write(name, self.path(name).read_text() + text)

    def load(self) -> Result:
        return load(self.courses, self.quizzes)

    def catalog(self) -> Catalog:
        result = self.load()
        assert result.catalog is not None, "\n".join(map(str, result.faults))
        return result.catalog

    def faults(self, name: str = "") -> list[Fault]:
        """All faults, or those of one file."""
        return [fault for fault in self.load().faults if fault.file.endswith(name)]

    def the_fault(self, name: str) -> Fault:
        """The only fault there is, which is in this file."""
        faults = self.load().faults
        assert [fault.file for fault in faults] == [name], "\n".join(map(str, faults))
        return faults[0]

    def line_of(self, name: str, words: str) -> int:
        return next(i for i, line in enumerate(self.path(name).read_text().split("\n"), 1) if words in line)
