"""What the steps of a listing ask for."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from marketplace.kit.i18n import lazy_gettext as _l
from marketplace.listings.forms.fields import area, day, line


class PlainForm(FlaskForm):
    """A step that asks for nothing but the click."""


class ReasonForm(FlaskForm):
    reason = area(_l("Why? It is kept with the step"), 2000, optional=False)


class OptionalReasonForm(FlaskForm):
    reason = area(_l("Anything to note?"), 2000)


class AnnouncementForm(FlaskForm):
    """The gazette has announced the declaration."""

    declaration_no = line(_l("Declaration number, as the gazette prints it"), 60, optional=False)
    announced_on = day(_l("Day of the announcement"))
    notice = FileField(_l("The notice, scanned (PDF or photo)"), validators=[FileRequired(_l("Attach the notice."))])


class WithdrawalForm(FlaskForm):
    withdrawn_on = day(_l("Day the withdrawal was announced"))
