"""What a browser may send about deals."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from marketplace.accounts.rules.names import fault_in, fault_in_lines
from marketplace.kit.fields import DayField, MoneyField
from marketplace.kit.i18n import _, current_language
from marketplace.kit.i18n import lazy_gettext as _l

PDF_OPENING, PDF_OPENS_WITHIN = b"%PDF-", 1024  # bytes; readers allow a little before it


def readable(form: FlaskForm, field: Field) -> None:
    """No hidden characters: the text is printed, and the other side reads it."""
    fault = fault_in_lines(field.data or "")
    if fault is not None:
        raise ValidationError(fault.say(current_language()))


def one_line(form: FlaskForm, field: Field) -> None:
    """One line without hidden characters."""
    fault = fault_in(field.data or "")
    if fault is not None:
        raise ValidationError(fault.say(current_language()))


def looks_like_pdf(form: FlaskForm, field: Field) -> None:
    """Whatever the file is called: a PDF says so near its beginning."""
    opening = field.data.read(PDF_OPENS_WITHIN)
    field.data.seek(0)
    if PDF_OPENING not in opening:
        raise ValidationError(_("Choose a PDF. This file is something else."))


class AcceptForm(FlaskForm):
    """Check your answers: the terms seen, and one tick."""

    seen_hash = HiddenField(validators=[DataRequired(), Length(64, 64)])
    understood = BooleanField(
        _l("I have read these terms and act for my organisation"),
        validators=[DataRequired(_l("Tick this once you have read the terms."))],
    )


class NoticeForm(AcceptForm):
    """The written notice of an open licence (Guidelines part V ch. 11 §6)."""

    products = TextAreaField(
        _l("What will you make or do with it?"),
        validators=[DataRequired(_l("Say in a sentence what you will make or do.")), Length(max=400), readable],
    )
    starts_on = DayField(
        _l("When do you plan to begin using it?"), validators=[DataRequired(_l("Give a day, like 2026-12-01."))]
    )


class SignForm(FlaskForm):
    """Signing asks for the password again."""

    password = PasswordField(_l("Your password"), validators=[DataRequired(_l("Enter your password to sign."))])
    checked = BooleanField(
        _l("I have read the contract to the end and I sign for my organisation"),
        validators=[DataRequired(_l("Tick this once you have read the contract."))],
    )


class PaymentForm(FlaskForm):
    """The payment voucher."""

    paid_fen = MoneyField(_l("Amount paid"))
    paid_on = DayField(_l("Day of payment"), validators=[DataRequired(_l("Give a day, like 2026-12-01."))])
    voucher = FileField(_l("Voucher (PDF or photo)"), validators=[FileRequired(_l("Attach the voucher."))])


class ReasonForm(FlaskForm):
    """An act that the other side must understand."""

    reason = TextAreaField(
        _l("Why? The other side reads this"),
        validators=[DataRequired(_l("Write a reason; the other side reads it.")), Length(max=400), readable],
    )


class OptionalReasonForm(FlaskForm):
    reason = TextAreaField(_l("Anything to tell the other side?"), validators=[Length(max=400), readable])


class VerifyForm(FlaskForm):
    """A copy to be checked; it is judged and forgotten."""

    copy = FileField(
        _l("The PDF you were given"),
        validators=[FileRequired(_l("Choose a PDF.")), looks_like_pdf],
        render_kw={"accept": ".pdf,application/pdf"},
    )


class CodeForm(FlaskForm):
    code = StringField(
        _l("The code under the QR"),
        validators=[DataRequired(_l("Type the code under the QR.")), Length(max=40), one_line],
    )
