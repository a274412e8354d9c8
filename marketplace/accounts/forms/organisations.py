"""Forms of an organisation: its code, registration, details, figures of a year, an office's reason."""

import re
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from marketplace.accounts.forms.fields import PlainText, email, line, password, phone, tidy
from marketplace.accounts.rules.kinds import KIND_NAMES, OPEN_TO_ALL, OrganisationKind
from marketplace.accounts.rules.names import lookalikes_in
from marketplace.kit import money, reference, uscc
from marketplace.kit.errors import RuleBroken
from marketplace.kit.fullwidth import narrow
from marketplace.kit.i18n import _, current_language, lazy_gettext
from marketplace.kit.idempotency import Keyed
from marketplace.kit.words import Words

LIAONING = "210000"
ACCOUNT = re.compile(r"[0-9A-Za-z -]{6,40}")


def _area_choices(also: str) -> dict[str, list[tuple[str, str]]]:
    """Cities by province, Liaoning first; `also` is a code to offer beside them, such as a county of a credit code."""
    language = current_language()
    groups: dict[str, list[tuple[str, str]]] = {"": [("", _("Choose a city"))]}
    found = reference.area_path(also)
    if found and len(also) == 6:
        groups[""].append((also, found.say(language)))
    provinces = sorted(reference.areas("province"), key=lambda place: (place.code != LIAONING, place.code))
    for province in provinces:
        cities = [
            (city.code, (reference.area_path(city.code) or city.name).say(language))
            for city in reference.areas("city", province.code)
        ]
        groups[province.name.say(language)] = cities or [(province.code, province.name.say(language))]
    return groups


def _industry_choices() -> dict[str, list[tuple[str, str]]]:
    language = current_language()
    groups: dict[str, list[tuple[str, str]]] = {"": [("", _("Choose an industry"))]}
    for section in reference.industries(1):
        groups[f"{section.code} {section.name.say(language)}"] = [
            (f"{section.code}{division.code}", f"{section.code}{division.code} {division.name.say(language)}")
            for division in reference.industries(2, section.code)
        ]
    return groups


def _chosen(form: Any, field: Field) -> None:
    if not field.data:
        raise ValidationError(Words("请选一个。", "Choose one."))


def _is_code(form: Any, field: Field) -> None:
    answer = uscc.check(field.data or "")
    if not answer.is_valid:
        raise ValidationError(answer.message)
    field.data = answer.code


class CodeForm(FlaskForm):
    """The first question of registration; sent as GET, changes nothing."""

    class Meta:
        csrf = False

    uscc = StringField(
        lazy_gettext("Unified social credit code"),
        [_is_code],
        render_kw={"maxlength": 40, "autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"},
    )


class _Details(FlaskForm):
    name = line(lazy_gettext("Registered name"), 200, autocomplete="organization")
    name_is_right = BooleanField(lazy_gettext("I have compared the name; it is right"))
    kind = SelectField(lazy_gettext("Kind of organisation"), [_chosen])
    area_code = SelectField(lazy_gettext("City"), [_chosen], validate_choice=True)
    industry = SelectField(lazy_gettext("Industry"), [_chosen])
    legal_representative = line(lazy_gettext("Legal representative"), 60)
    address = line(lazy_gettext("Address"), 200, optional=True, autocomplete="street-address")

    def __init__(self, *args: Any, area: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [("", _("Choose a kind"))] + [(kind.value, _(KIND_NAMES[kind])) for kind in OPEN_TO_ALL]
        self.area_code.choices = _area_choices(area)
        self.industry.choices = _industry_choices()

    @property
    def looks_odd(self) -> Words | None:
        """A warning about the name, which its writer may set aside."""
        return lookalikes_in(self.name.data or "")

    def validate_name(self, field: Field) -> None:
        warning = self.looks_odd
        if warning and not self.name_is_right.data:
            raise ValidationError(warning)

    def details(self) -> dict[str, Any]:
        """Columns of an organisation."""
        return {
            "name": self.name.data,
            "kind": OrganisationKind(self.kind.data),
            "area_code": self.area_code.data,
            "industry": self.industry.data,
            "legal_representative": self.legal_representative.data,
            "address": self.address.data or "",
        }


class RegisterForm(Keyed, _Details):
    """The second page of registration: the organisation, and its first member."""

    purpose = "register"
    claims = BooleanField(lazy_gettext("It is ours; we send a scan of the licence, and the office decides"))
    your_name = line(lazy_gettext("Your name"), 60, autocomplete="name")
    email = email(autocomplete="username")
    phone = phone(lazy_gettext("Phone"))
    password = password(lazy_gettext("Password"), new=True)
    agreed = BooleanField(lazy_gettext("I act for this organisation, and it agrees to use electronic signatures"))

    def validate_agreed(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(Words("要用电子签章，需本单位同意。", "Your organisation has to agree."))


class ClaimForm(FlaskForm):
    """The paper that proves who an organisation is; its code, where it has none."""

    uscc = StringField(
        lazy_gettext("Unified social credit code"),
        [Optional(), _is_code],
        render_kw={"maxlength": 40, "autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"},
    )
    paper = FileField(lazy_gettext("Scan of the business licence (PDF, PNG or JPEG)"))


class EditForm(_Details):
    """All details; while an office checks or has checked them, the caller removes those that are fixed."""

    contact_name = line(lazy_gettext("Contact person"), 60, optional=True)
    contact_phone = phone(lazy_gettext("Contact phone"))
    contact_email = email(lazy_gettext("Contact e-mail"), optional=True)
    bank_name = line(lazy_gettext("Bank"), 120, optional=True)
    bank_account = line(lazy_gettext("Account number"), 40, optional=True, inputmode="numeric", autocomplete="off")

    password = PasswordField(
        lazy_gettext("Your password"), render_kw={"autocomplete": "current-password", "maxlength": 256}
    )

    FIXED = ("name", "name_is_right", "kind", "area_code", "industry", "legal_representative", "address")
    CONTACT = ("contact_name", "contact_phone", "contact_email", "bank_name", "bank_account")

    def validate_bank_account(self, field: Field) -> None:
        field.data = narrow(field.data or "")
        if field.data and not ACCOUNT.fullmatch(field.data):
            raise ValidationError(
                Words(
                    "账号只用数字、字母、空格和短横，6 到 40 位。",
                    "An account has 6 to 40 digits, letters, blanks or hyphens.",
                )
            )

    def fix(self) -> None:
        for name in self.FIXED:
            delattr(self, name)

    def changes(self) -> dict[str, Any]:
        """Columns and what they become."""
        contact = {name: self[name].data or "" for name in self.CONTACT}
        return contact | (self.details() if "name" in self else {})


def _amount(form: Any, field: Field) -> None:
    if not field.data:
        return
    try:
        field.fen = money.fen(field.data, field.name)
    except RuleBroken as refusal:
        raise ValidationError(refusal.message) from refusal


def _count(form: Any, field: Field) -> None:
    text = narrow(field.data or "")
    if text and not (text.isascii() and text.isdigit() and len(text) <= 8):
        raise ValidationError(Words("只填整数。", "A whole number."))


class SizeForm(FlaskForm):
    """The figures of a year. Amounts in yuan."""

    year = SelectField(lazy_gettext("Year"), coerce=int)
    employees = StringField(lazy_gettext("Employees"), [_count])
    revenue = StringField(lazy_gettext("Revenue of the year"), [_amount])
    assets = StringField(lazy_gettext("Total assets"), [_amount])

    def __init__(self, this_year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year.choices = [(year, str(year)) for year in range(this_year - 1, this_year - 6, -1)]


class ReturnForm(FlaskForm):
    reason = TextAreaField(
        lazy_gettext("What is to be mended"), [PlainText(2000)], filters=[tidy], render_kw={"rows": 5}
    )
