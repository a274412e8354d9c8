"""What a browser may send about patents."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from marketplace.accounts.rules.names import fault_in, with_plain_blanks
from marketplace.kit.fields import DayField, WholeField
from marketplace.kit.i18n import current_language
from marketplace.kit.i18n import lazy_gettext as _l
from marketplace.kit.idempotency import Keyed
from marketplace.patents.rules.register import EncumbranceKind, EventKind, ReportConclusion

DAY = _l("Give a day, like 2026-12-01.")
BY_HAND = tuple(kind for kind in EventKind if kind is not EventKind.GRANTED)


def plain_blanks(text: Any) -> Any:
    """As register and gazette are copied: tabs and line ends are blanks."""
    return with_plain_blanks(text) if isinstance(text, str) else text


def one_line(form: Any, field: Field) -> None:
    """Nothing that nobody sees: the text stands in the history of the patent."""
    fault = fault_in(field.data or "")
    if fault is not None:
        raise ValidationError(fault.say(current_language()))


def _choices(members: Any) -> list[tuple[str, str]]:
    language = current_language()
    return [(member.value, member.label.say(language)) for member in members]


class ImportForm(Keyed):
    """A table of patents."""

    purpose = "import"
    table = FileField(_l("The table (CSV or XLSX)"), validators=[FileRequired(_l("Choose a file."))])


class EventForm(FlaskForm):
    """What the register or the gazette says happened."""

    kind = RadioField(_l("What happened?"), validators=[InputRequired(_l("Choose one."))])
    happened_on = DayField(_l("On which day?"), validators=[DataRequired(DAY)])
    note = StringField(_l("Anything to add?"), validators=[Length(max=400), one_line], filters=[plain_blanks])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = _choices(BY_HAND)


class EncumbranceForm(FlaskForm):
    """What rests on the patent."""

    kind = RadioField(_l("What rests on it?"), validators=[InputRequired(_l("Choose one."))])
    party = StringField(
        _l("In whose favour?"),
        validators=[DataRequired(_l("Name the bank, court or licensee.")), Length(max=200), one_line],
        filters=[plain_blanks],
    )
    starts_on = DayField(_l("Since which day?"), validators=[DataRequired(DAY)])
    ends_on = DayField(_l("Until which day?"), validators=[Optional()])
    consent_on = DayField(_l("Day of the pledgee's written consent"), validators=[Optional()])
    consent = FileField(_l("The consent (PDF or photo)"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = _choices(EncumbranceKind)


class LiftForm(FlaskForm):
    ends_on = DayField(_l("On which day did it end?"), validators=[DataRequired(DAY)])


class ReportForm(FlaskForm):
    """The evaluation report of a utility model or design."""

    number = StringField(
        _l("Number of the report"),
        validators=[DataRequired(_l("Copy it from the report.")), Length(max=40), one_line],
        filters=[plain_blanks],
    )
    issued_on = DayField(_l("Issued on which day?"), validators=[DataRequired(DAY)])
    conclusion = RadioField(_l("What does it conclude?"), validators=[InputRequired(_l("Choose one."))])
    file = FileField(_l("The report (PDF or photo)"), validators=[FileRequired(_l("Attach the report."))])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.conclusion.choices = _choices(ReportConclusion)


class AnnuityForm(FlaskForm):
    paid_year = WholeField(
        _l("Annual fees are paid up to patent year"),
        validators=[InputRequired(_l("Give a number, like 8.")), NumberRange(1, 20, _l("A number from 1 to 20."))],
    )


class PlainForm(FlaskForm):
    plain = TextAreaField(
        _l("What does it do, in one sentence?"),
        validators=[DataRequired(_l("One sentence that somebody outside the trade understands.")), Length(max=200)],
    )
