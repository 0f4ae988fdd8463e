"""What a list of options gives away: the key by itself is a fault, what makes a good guess likelier is advice."""

import pytest

from .course import Course

QUIZ = "quizzes/calling.yaml"
SCENE = '  scene: {zh: 他在算, en: "He\'s counting"}\n'


def change_item(course: Course, number: int, old: str, new: str) -> None:
    """Change one of the single choices; the key of item 0 is its option one, of item 1 two, of item 2 three."""
    before, mark, item = course.path(QUIZ).read_text().partition(f"- id: item-{number}\n")
    assert old in item
    course.write(QUIZ, before + mark + item.replace(old, new, 1))


def advice(course: Course) -> list[str]:
    result = course.load()
    assert not result.faults, result.faults
    return [one.what for one in result.advice if one.file == QUIZ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("en: the third line", "en: all of the above", "in en, 'three' speaks of the other options"),
        ("zh: 第三句话", "zh: 以上都不对", "in zh, 'three' speaks of the other options"),
        ("en: the other line", "en: the other line of all the three", "in en, 'two' has 31 characters, the mean is 20"),
        ("zh: 第二句话", "zh: 第二句话要说得更长些", "in zh, 'two' has 10 characters, the mean is 6"),
    ],
)
def test_what_gives_the_key_away_by_itself_is_a_fault(course: Course, old: str, new: str, words: str) -> None:
    change_item(course, 1, old, new)
    assert course.the_fault(QUIZ).what == words


def test_an_id_that_tells_is_a_fault(course: Course) -> None:
    course.change(QUIZ, "    - id: late\n", "    - id: the-right-one\n")
    course.change(QUIZ, "reason: late", "reason: the-right-one")
    assert course.the_fault(QUIZ).what == "the id 'the-right-one' tells, and it stands in the page"


def test_a_key_that_is_mostly_the_longest_or_the_shortest_is_a_fault(course: Course) -> None:
    for number in (1, 4, 7, 10):
        change_item(course, number, "en: the other line", "en: the other lines")
    assert course.the_fault(QUIZ).what == "in en, the key is the longest option in 4 of 14 lists with one key"
    change_item(course, 1, "en: the other lines", "en: the other line")
    course.catalog()
    for number in (0, 1, 2, 3, 4, 5):
        change_item(course, number, f"zh: 第{'一二三'[number % 3]}句话", "zh: 这句话")
    assert course.the_fault(QUIZ).what == "in zh, the key is the shortest option in 6 of 14 lists with one key"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("zh: 第三句话", "zh: 第三句话要说得更长些", "in zh, 'three' has 10 characters, the mean is 6"),
        ("en: the third line", "en: it never helps", "in en, 'never' stands in a wrong option alone"),
        ("zh: 第一句话", "zh: 一定先说", "in zh, '一定' stands in the key alone"),
        ("en: the first line", "en: which counting", None),
    ],
)
def test_what_makes_a_good_guess_likelier_is_advice(course: Course, old: str, new: str, words: str | None) -> None:
    change_item(course, 0, old, new)
    assert advice(course) == ([words] if words else [])


def test_a_word_of_the_ask_may_stand_in_a_wrong_option_too(course: Course) -> None:
    change_item(course, 0, "en: 'Say \"which\" line?'", "en: Which about planning?")
    change_item(course, 0, "en: the first line", "en: on my planning")
    assert advice(course) == ["in en, only the key repeats 'planning' of the ask"]
    change_item(course, 0, "en: the other line", "en: on no planning")
    assert advice(course) == []


def test_a_pool_of_few_kinds_without_situations_or_shared_options_is_advice(course: Course) -> None:
    pool = course.path(QUIZ).read_text()
    singles = pool[: pool.index("- id: which-ones")].replace(SCENE, "").split("- id: item-")[1:]
    items = [item.partition("\n")[2] for item in [*singles, *singles[:3]]]
    numbered = [
        f"- id: item-{n}\n{item}".replace("句话", f"句{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰'[n]}")
        for n, item in enumerate(items)
    ]
    course.write(QUIZ, "items:\n" + "".join(numbered))
    assert advice(course) == [
        "0 of 15 items show a situation",
        "no two items ask of the same options",
        "the pool uses 1 kinds of items (single)",
    ]
