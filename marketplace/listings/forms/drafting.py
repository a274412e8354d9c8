"""The pages on which a listing is written, but for the fee."""

import re
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired

from marketplace.kit.fields import PercentField, WholeField
from marketplace.kit.i18n import lazy_gettext as _l
from marketplace.kit.words import Words
from marketplace.listings.forms.fields import CheckboxListField, area, choices, day, line
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.terms import ACTS, CONDITIONS

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z0-9-]{2,63}")
ACT_LABELS = {
    "make": _l("Make it"),
    "use": _l("Put it to use"),
    "offer": _l("Offer it for sale"),
    "sell": _l("Sell it"),
    "import": _l("Import it"),
}


class NewListingForm(FlaskForm):
    """Which patents, and by which channel; the channel is for ever."""

    channel = RadioField(
        _l("Which channel?"),
        choices=choices(
            [
                (Channel.PLATFORM.value, _l("Platform offer: published here, your own terms")),
                (
                    Channel.STATUTORY.value,
                    _l("Statutory open licence: declared to the patent office, one price for anyone"),
                ),
            ]
        ),
        validators=[DataRequired(_l("Choose a channel."))],
    )
    patents = CheckboxListField(_l("Which patents?"), coerce=int, validate_choice=False)


class TermForm(FlaskForm):
    """How long and what for."""

    version = HiddenField()
    term_months = WholeField(_l("How long is a licence?"))
    acts = CheckboxListField(_l("What may be done with it?"), choices=choices([(act, ACT_LABELS[act]) for act in ACTS]))
    field = line(_l("Only in one field of use?"), 200)
    small_only = BooleanField(_l("Only for medium, small and micro firms"))
    quota = WholeField(_l("How many licences at most?"), optional=True)


class ConditionsForm(FlaskForm):
    """What comes with the licence, what happens on trouble, and whom to ask."""

    version = HiddenField()
    materials = area(_l("Which materials do you hand over, and when?"), 1000)
    support = area(_l("What help do you give?"), 1000, rows=2)
    audit_times_a_year = WholeField(_l("How often a year may you look at the books?"))
    audit_notice_days = WholeField(_l("How many days before do you tell them?"))
    late_penalty = PercentField(_l("Added for each day of late payment"))
    dispute = SelectField(
        _l("If you cannot agree"),
        choices=choices([("court", _l("The court decides")), ("arbitration", _l("Arbitration"))]),
    )
    dispute_body = line(_l("Which court or commission?"), 100)
    other = area(_l("Anything else?"), 1000)
    contact_name = line(_l("Contact person"), 60, optional=False)
    contact_phone = line(_l("Telephone"), 30)
    contact_email = StringField(_l("E-mail"))
    other_matters = area(_l("Other matters to be announced"), 1000, rows=2)

    def validate_contact_email(self, field: Any) -> None:
        field.data = (field.data or "").strip()
        if field.data and not _ADDRESS.fullmatch(field.data):
            raise ValidationError(Words("邮箱要像 name@example.cn 这样。", "An address looks like name@example.cn."))

    def validate_contact_phone(self, field: Any) -> None:
        if not field.data and not (self.contact_email.data or "").strip():
            raise ValidationError(Words("电话和邮箱至少留一个，不然没法找您。", "Leave a number or an e-mail address."))

    def validate_audit_times_a_year(self, field: Any) -> None:
        if (field.data or 0) > 12:
            raise ValidationError(Words("一年最多 12 次。", "At most 12 times a year."))

    def validate_audit_notice_days(self, field: Any) -> None:
        if (field.data or 0) > 180:
            raise ValidationError(Words("最多提前 180 日。", "At most 180 days before."))

    def validate_late_penalty(self, field: Any) -> None:
        if (field.data or 0) > 10_000:
            raise ValidationError(Words("每天最多 1%，再高法院也不认。", "At most 1% a day; no court grants more."))

    def conditions(self) -> dict[str, Any]:
        """As `rules.terms.CONDITIONS` names them."""
        typed = {name: self[name].data for name in CONDITIONS if name in self._fields}
        return {**CONDITIONS, **typed, "late_penalty_ppm_a_day": self.late_penalty.data}


class StatementForm(FlaskForm):
    """The last page: the promise, and a reason where a rule asks for one."""

    version = HiddenField()
    over_cap_reason = area(_l("Why, where a rule asks for a reason?"), 400, rows=3)
    commitment = BooleanField(
        _l("The facts above are true, and the conditions are met"),
        validators=[DataRequired(_l("Read it all, then tick this to go on."))],
    )

    def validate_over_cap_reason(self, field: Any) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_l("Give the reason, or change what the rule asks about."))


class ConsentForm(FlaskForm):
    """A written consent: whose, for which patent, when, and the scan."""

    kind = SelectField(
        _l("Whose consent is it?"),
        choices=choices(
            [
                ("co_owner", _l("A co-owner's")),
                ("pledgee", _l("A pledgee's")),
                ("agreement", _l("An agreement among the owners")),
            ]
        ),
    )
    name = line(_l("Name, as the register has it"), 200, optional=False)
    patent_number = line(_l("Patent number that the paper names"), 40, optional=False)
    given_on = day(_l("Date on the paper"))
    scan = FileField(_l("Scan (PDF or photo)"), validators=[FileRequired(_l("Attach the scan."))])
