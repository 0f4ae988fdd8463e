"""Scripted customers: each rule has a script that breaks it, and says where."""

import pytest

from tests.shipped import content

from .course import Course

CUSTOMER = "courses/calling/customers/meng.yaml"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("id: meng\ndifficulty", "id: mang\ndifficulty", "the id 'mang' does not fit the file's place"),
        ("leads: not-now", "leads: not-no", "unknown node or end 'not-no'; did you mean 'not-now'?"),
        ("closes: rush-orders", "closes: rush-order", "unknown fact 'rush-order'; did you mean 'rush-orders'?"),
        ("opens: the-move", "opens: the-mov", "unknown fact 'the-mov'; did you mean 'the-move'?"),
        ("  - id: the-move", "  - id: rush-orders", "the id 'rush-orders' stands here twice"),
        ("  - id: booked", "  - id: not-now", "the id 'not-now' stands here twice"),
        ("      - id: goodbye", "      - id: until-when", "the id 'until-when' stands here twice"),
        ("leads: meng-cold", "leads: cut", "nothing that is said leads to 'meng-cold'"),
        ("leads: booked", "leads: cut", "nothing that is said leads to 'booked'"),
        ("leads: booked", "leads: desk", "'desk' leads back to 'not-now', so a play need not end"),
        ("reached: true", "reached: false", "no end reaches the goal"),
        ("reached: false", "reached: true", "no end misses the goal"),
        ("        opens: the-move\n", "", "no path opens the fact 'the-move'"),
        ("        opens: the-move", "        opens: rush-orders", "'rush-orders' can be opened twice on one path"),
        ("    shut: {zh: 差不多, en: More or less}\n", "", "can be closed and has no 'shut'"),
        ("        best: true\n        reply", "        reply", "0 of the options of 'desk' are best"),
        ("en: No name}", "en: No name}\n        best: true", "2 of the options of 'desk' are best"),
        ("en: Bye for now}", "en: Bye for now and ring me whenever you like}",
         "in en, 'until-when' has 11 characters, the mean is 26"),
        ("says: {zh: 嗯, en: Mm}", "says: {zh: 嗯}", "the English is missing"),
    ],
)  # fmt: skip
def test_a_fault_stands_in_its_file(course: Course, old: str, new: str, words: str) -> None:
    course.change(CUSTOMER, old, new)
    found = [str(fault) for fault in course.faults(CUSTOMER)]
    assert any(words in one for one in found), found


def test_a_wrong_lead_is_told_at_its_line_and_hides_what_would_only_follow_from_it(course: Course) -> None:
    line = course.line_of(CUSTOMER, "leads: booked")
    course.change(CUSTOMER, "leads: booked", "leads: bookd")
    fault = course.the_fault(CUSTOMER)
    assert (fault.line, fault.column, fault.mend) == (line, 16, "did you mean 'booked'?")


def test_a_fact_that_every_way_closes_before_it_is_asked_for_is_opened_by_no_path(course: Course) -> None:
    course.change(
        CUSTOMER, "        leads: not-now\n        best: true", "        leads: meng-cold\n        best: true"
    )
    course.change(
        CUSTOMER,
        "        opens: rush-orders\n        feedback: {zh: 要",
        "        closes: rush-orders\n        feedback: {zh: 要",
    )
    assert course.the_fault(CUSTOMER).what == "no path opens the fact 'rush-orders'"


def test_the_best_sentence_is_not_always_in_one_place_nor_always_the_longest(course: Course) -> None:
    text = course.path(CUSTOMER).read_text()
    swapped = text.replace(
        "say: {zh: 插单几回？, en: How many?}", "say: {zh: 插单一个月几回呢？, en: How many of them?}"
    )
    course.write(CUSTOMER, swapped)
    told = [fault.what for fault in course.faults(CUSTOMER)]
    assert told == [f"in {language}, the best sentence is the longest in 2 of 4 nodes" for language in ("en", "zh")]
    first, second = text[text.index("      - id: whoever") : text.index("      - id: by-name")], "  - id: meng\n"
    moved = text.replace(first, "").replace(second, first + second, 1)
    course.write(CUSTOMER, moved)
    assert course.the_fault(CUSTOMER).what == "the best sentence is option 1 in 3 of 4 nodes"


def test_a_play_that_takes_too_long_is_a_fault(course: Course) -> None:
    chain = "".join(
        f"  - id: more-{n}\n    says: {{zh: 还有？, en: And?}}\n    options:\n"
        + "".join(
            f"      - {{id: say-{m}, say: {{zh: 第{m}句, en: Line {m}}}, leads: {to}, feedback: {{zh: 好, en: ok}}"
            f"{', best: true' if m == n % 2 else ''}}}\n"
            for m, to in enumerate((f"more-{n + 1}" if n < 11 else "booked", "cut"))
        )
        for n in range(12)
    )
    course.change(CUSTOMER, "leads: booked", "leads: more-0")
    course.change(CUSTOMER, "ends:\n", chain + "ends:\n")
    assert course.the_fault(CUSTOMER).what == "the longest path has 16 sayings"


def test_each_skill_of_the_product_has_a_customer_of_ten_nodes_or_more_with_four_facts_or_more() -> None:
    catalog = content()
    for skill in catalog.skills.values():
        for customer in catalog.modules[skill.checklist].customers or [None]:
            assert customer is not None, skill.id
            assert len(customer.nodes) >= 10
            assert 4 <= len(customer.facts) <= 6
            assert len({end.text.zh for end in customer.ends}) == len(customer.ends)
