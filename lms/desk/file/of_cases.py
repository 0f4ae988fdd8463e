"""A review: on what it was asked, what the trainee said to it, and what somebody wrote when they closed it."""

from lms.desk.file.loading import File, Line
from lms.desk.file.of_decisions import reasons_in_words, state_in_words
from lms.desk.file.told import Sheet, Told, one_part, reads
from lms.i18n import _, day, level, zone
from lms.judgement.cases.evidence import Evidence, thaw


@reads("review_case", without_records=True)
def of_case(file: File, line: Line) -> Told:
    row = line.body or {}
    evidence = None if line.rests_on_sealed else thaw(row["evidence"])
    return Told(
        pairs=(
            (_("Due by"), day(row["due_on"], year=True)),
            (_("Who decides on it"), file.name(row["assigned_to"])),
            (_("Asked by"), file.name(row["opened_by"]) or _("the rules")),
            *(state_in_words(row["evidence"], mine=file.mine) if evidence else ()),
        ),
        sheets=(
            *(_tries(file, evidence) if evidence else ()),
            *reasons_in_words(file, row["evidence"] if evidence else {}),
        ),
        versions=(
            (_("Method"), evidence.method if evidence else None),
            (_("Standard"), evidence.standard if evidence else None),
        ),
    )


def _tries(file: File, evidence: Evidence) -> tuple[Sheet, ...]:
    rows = [
        (str(one.number), day(one.at.astimezone(zone()).date(), year=True), file.name(one.rater), level(one.level),
         _("yes") if one.counted else _("no"))
        for one in evidence.tries
    ]  # fmt: skip
    return one_part(_("The tries"), (_("Try"), _("When"), _("Reviewed by"), _("Mean level"), _("Counts")), rows)


@reads("case_word")
def of_word(file: File, line: Line) -> Told:
    row = line.body or {}
    return Told(
        pairs=((_("In their words"), row["text"]),),
        about=((_("The review"), file.number_of("review_case", row["case_id"])),),
    )


@reads("case_end")
def of_end(file: File, line: Line) -> Told:
    row = line.body or {}
    return Told(
        pairs=((_("What came of it"), row["text"]),),
        about=(
            (_("The review"), file.number_of("review_case", row["case_id"])),
            (_("Decided"), file.number_of("decision", row["decision_id"])),
        ),
    )
