"""What becomes of a form that was sent: it acts and leads on, or it comes back saying what was refused."""

from collections.abc import Callable

from flask import flash

from lms.errors import Conflict, Unusable
from lms.web.forms import PageForm


def acted(form: PageForm, do: Callable[[], str]) -> bool:
    """Whether the page is to lead on; where not, it is shown with the form, on which stands what was refused.

    do: acts, and returns what the next page says of it. What had moved on meanwhile is said there too, since the form
    has no place any more.
    """
    if not form.validate_on_submit():
        return False
    try:
        flash(do())
    except Conflict as gone:
        flash(str(gone), "error")
    except Unusable as refused:
        form.tell(refused)
        return False
    return True
