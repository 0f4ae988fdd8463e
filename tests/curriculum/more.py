"""The rest of the sample course: pages that make a lesson as long as one should be, and an item of each other kind."""

ANCHORS = ("second-call", "third-call", "fourth-call")


def _page(title: str, anchor: str, sentence: str, times: int, end: str) -> str:
    return f"## {title} {{#{anchor} minutes=10}}\n\n{' '.join(sentence.format(n=n) for n in range(times))}\n\n{end}"


def _pages(title: str, sentence: str, times: int, exercise: str) -> str:
    ends = ("", "", exercise)
    titled = zip(ANCHORS, ends, strict=True)
    return "".join(_page(f"{title}{n}", anchor, sentence, times, end) for n, (anchor, end) in enumerate(titled, 2))


ZH_PAGES = _pages(
    "第",
    "第{n}天，小周照着本子拨了六十个电话，接通二十四个，转到本人八个，约成两个，另外六个都记下了级别和下回的日子。",
    12,
    "### 练一练 {#exercise}\n\n写一句，念一遍，数一数。\n\n",
)
EN_PAGES = _pages(
    "Call ",
    "On day {n} Zhou dialled sixty numbers from his list, twenty-four answered, eight were put through and two agreed"
    " on a day; he wrote a grade and the next date beside each of the other six.",
    11,
    "### Try it {#exercise}\n\nWrite one sentence, say it, count it.\n\n",
)

OTHER_ITEMS = """\
- id: in-which-order
  kind: ordering
  outcome: waits
  section: second-call
  difficulty: 2
  scene: {zh: 他在线上, en: He is on the line}
  ask: {zh: 按什么次序？, en: In which order?}
  steps:
    - {id: day, text: {zh: 约日子, en: name a day}, feedback: {zh: 先, en: first}}
    - {id: who, text: {zh: 约人, en: name people}, feedback: {zh: 再, en: then}}
    - {id: what, text: {zh: 约事, en: name the matter}, feedback: {zh: 后, en: last}}
  answer: [who, day, what]
- id: what-goes-with-what
  kind: matching
  outcome: books
  section: third-call
  difficulty: 2
  ask: {zh: 哪句是哪样？, en: Which is which?}
  rows:
    - {id: later, text: {zh: 过完年, en: next year}, feedback: {zh: 在等, en: waits}}
    - {id: price, text: {zh: 贵了, en: too dear}, feedback: {zh: 在比, en: compares}}
    - {id: fine, text: {zh: 够用, en: good enough}, feedback: {zh: 不急, en: no hurry}}
  choices:
    - {id: waiting, text: {zh: 等一件事, en: something is to come}}
    - {id: comparing, text: {zh: 比别家, en: somebody else offers}}
    - {id: content, text: {zh: 没觉着疼, en: nothing hurts}}
  answer: {later: waiting, price: comparing, fine: content}
- id: how-many
  kind: numeric
  outcome: books
  section: fourth-call
  difficulty: 2
  ask: {zh: 要打几通？, en: How many calls?}
  answer: 125
  tolerance: 0.5
  unit: {zh: 通, en: calls}
  units: [次]
  feedback: {zh: 十除以百分之八, en: ten over 8 %}
  mistakes:
    - {value: 80, feedback: {zh: 乘反了, en: turned round}}
- id: which-grade
  kind: short-text
  outcome: past-the-desk
  section: second-call
  difficulty: 1
  ask: {zh: 记几级？, en: Which grade?}
  accept: {zh: [B级], en: [B, grade B]}
  feedback: {zh: 等一件事, en: it waits}
  mistakes:
    - {forms: {zh: [A级], en: [A]}, feedback: {zh: 没有日子, en: no date yet}}
- id: where-it-broke
  kind: hotspot
  outcome: past-the-desk
  section: what-broke
  difficulty: 3
  dialogue:
    - {zh: 小周：在吗？, en: "Zhou: Is he in?"}
    - {zh: 小陈：哪里？, en: "Chen: Who's calling?"}
    - {zh: 小周：谈合作。, en: "Zhou: Business."}
    - {zh: 小陈：不用。, en: "Chen: No."}
  ask: {zh: 坏在哪？, en: Which line spoils it?}
  answer: 3
  feedback: {zh: 没说事, en: no matter named}
  lines:
    - {line: 1, feedback: {zh: 还行, en: could be worse}}
  reasons:
    - {id: nothing, text: {zh: 没说啥事, en: names nothing}, feedback: {zh: 是, en: yes}}
    - {id: rude, text: {zh: 话说重了, en: sounds rude}, feedback: {zh: 不, en: no}}
    - {id: late, text: {zh: 晚了一步, en: comes too late}, feedback: {zh: 不, en: no}}
  reason: nothing
- id: grade-it
  kind: vignette
  outcome: books
  section: third-call
  difficulty: 2
  scene: {zh: 等搬完再说, en: After the move}
  ask: {zh: 记几级？, en: Which grade?}
  answer: B
  also: C
  grades:
    A: {zh: 没选, en: not selecting}
    B: {zh: 等搬, en: awaits the move}
    C: {zh: 不急, en: no hurry}
    D: {zh: 不认, en: denies it}
- id: your-own-line
  kind: open
  outcome: past-the-desk
  section: exercise
  difficulty: 3
  ask: {zh: 写下你的话。, en: Write your line.}
  criteria:
    - {id: day, text: {zh: 有日子, en: has a day}}
    - {id: matter, text: {zh: 有事, en: has a matter}}
  model: {zh: 周四九点看排产, en: Thursday at nine to see the plan}
"""
