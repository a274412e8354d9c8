"""Forms of a person: sign in, passwords, join, roles."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from marketplace.accounts.forms.fields import CheckboxListField, email, line, password
from marketplace.accounts.rules.roles import ROLE_MEANINGS, ROLE_NAMES
from marketplace.kit.fullwidth import narrow
from marketplace.kit.i18n import _, lazy_gettext
from marketplace.kit.idempotency import Keyed
from marketplace.kit.words import Words
from marketplace.workflows.parties import Role


class SignInForm(FlaskForm):
    email = email(autocomplete="username")
    password = password(lazy_gettext("Password"), new=False)
    next = HiddenField()


class PasswordForm(FlaskForm):
    old = password(lazy_gettext("Password you have now"), new=False)
    password = password(lazy_gettext("New password"), new=True)


class ForgotForm(FlaskForm):
    email = email(autocomplete="username")


def _digits(form: FlaskForm, field: Field) -> None:
    field.data = "".join(narrow(field.data or "").split())
    if not (field.data.isascii() and field.data.isdigit() and len(field.data) == 6):
        raise ValidationError(Words("请填信里的六位数字。", "Enter the six digits of the letter."))


class ConfirmForm(FlaskForm):
    code = StringField(
        lazy_gettext("Six digits"),
        [_digits],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 20},
    )
    next = HiddenField()


class AddressForm(FlaskForm):
    email = email(lazy_gettext("The right address"), autocomplete="email")
    next = HiddenField()


class ResetForm(FlaskForm):
    password = password(lazy_gettext("New password"), new=True)


class JoinForm(FlaskForm):
    name = line(lazy_gettext("Your name"), 60, autocomplete="name")
    password = password(lazy_gettext("New password"), new=True)


def _say_roles(field: SelectMultipleField) -> None:
    field.choices = [(role.value, f"{_(ROLE_NAMES[role])}{_(': ')}{_(ROLE_MEANINGS[role])}") for role in Role]


class _WithRoles(FlaskForm):
    roles = CheckboxListField(lazy_gettext("What this person may do"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_roles(self.roles)

    @property
    def chosen(self) -> list[Role]:
        return [Role(name) for name in self.roles.data or ()]


class InviteForm(Keyed, _WithRoles):
    purpose = "invite"
    email = email(autocomplete="off")


class RolesForm(_WithRoles):
    pass


class EmptyForm(FlaskForm):
    """A button that needs no more than the token against forgery."""
