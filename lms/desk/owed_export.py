"""What we owe as a table that opens in a spreadsheet: one row a thing, as the filters of the page leave them."""

from lms.desk import wording
from lms.desk.load import MINUTES
from lms.desk.owed import OwedPage, kind_words, row_of
from lms.i18n import _, zone
from lms.judgement.wording import skill_name
from lms.web.spreadsheet import Cell, table


def owed_table(page: OwedPage, manager_id: int) -> bytes:
    head: list[Cell] = [
        _("Trainee"), _("Skill"), _("What kind"), _("What"), _("Who owes"), _("Promised"), _("Days late"), _("Minutes"),
        _("Arranged"),
    ]  # fmt: skip
    today = page.now.astimezone(zone()).date()
    rows = [head]
    for duty in page.shown:
        row = row_of(duty, manager_id, page.names, page.now)
        rows.append([
            row.who, skill_name(duty.skill), kind_words(duty.kind), row.what, row.owner, duty.due_on.isoformat(),
            (today - duty.due_on).days if row.late else "", MINUTES.get(duty.kind, ""),
            wording.arranged(duty, page.names, page.now),
        ])  # fmt: skip
    return table(rows)


def owed_file_words(page: OwedPage) -> list[str]:
    """What the file is called by: what it lists, and what it was filtered by."""
    return [_("what-we-owe"), *(words for words, _away in page.filters)]
