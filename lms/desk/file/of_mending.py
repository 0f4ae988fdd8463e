"""That a fact no longer stands: which, why, and what stands in its place."""

from lms.desk.file.loading import File, Line
from lms.desk.file.told import Told, reads
from lms.i18n import _


@reads("correction")
def of_correction(file: File, line: Line) -> Told:
    row = line.body or {}
    stands = file.number_of(row["kind"], row["replacement_id"])
    return Told(
        pairs=((_("Why"), row["why"]), (_("What stands in its place"), "" if stands else _("nothing"))),
        about=(
            (_("What no longer stands"), file.number_of(row["kind"], row["source_id"])),
            (_("What stands in its place"), stands),
        ),
    )
