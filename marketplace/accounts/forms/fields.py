"""Fields that several forms share: a checked line of text, an address, a phone, passwords, tick lists."""

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, SelectMultipleField, StringField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.accounts.rules.names import fault_in
from marketplace.kit.errors import Refusal
from marketplace.kit.fields import put_at_field, with_cure
from marketplace.kit.fullwidth import narrow
from marketplace.kit.i18n import lazy_gettext
from marketplace.kit.words import Words

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z0-9-]{2,63}")
_PHONE = re.compile(r"[0-9+()\- ]{7,30}")


class CheckboxListField(SelectMultipleField):
    """Several of a few, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PlainText:
    """A line that people and printers can read: not empty unless allowed, no hidden characters, not too long."""

    def __init__(self, longest: int, *, optional: bool = False) -> None:
        self.longest, self.optional = longest, optional
        self.field_flags = {"maxlength": longest} | ({} if optional else {"required": True})

    def __call__(self, form: Any, field: Field) -> None:
        text = field.data or ""
        if not text and not self.optional:
            raise ValidationError(Words("请填写。", "Fill this in."))
        fault = fault_in(text)
        if fault:
            raise ValidationError(fault)
        if len(text) > self.longest:
            raise ValidationError(
                Words(
                    f"最多 {self.longest} 个字，现在是 {len(text)} 个。",
                    f"At most {self.longest} characters; these are {len(text)}.",
                )
            )


def tidy(text: Any) -> Any:
    """Blanks around a text are dropped, unless it is nothing but blanks (which is told)."""
    return text.strip(" \t\r\n\u3000") or text if isinstance(text, str) else text


def narrowed(text: Any) -> Any:
    return narrow(text) if isinstance(text, str) else text


def line(label: Any, longest: int, *, optional: bool = False, **render: Any) -> StringField:
    """One checked line of text."""
    return StringField(label, [PlainText(longest, optional=optional)], filters=[tidy], render_kw=render or None)


def is_email(form: Any, field: Field) -> None:
    if not field.data or len(field.data) > 120 or not _EMAIL.fullmatch(field.data):
        raise ValidationError(Words("邮箱要像 name@example.cn 这样。", "An address looks like name@example.cn."))


def email(label: Any = None, *, optional: bool = False, **render: Any) -> StringField:
    render = {"type": "email", "autocomplete": "email", "maxlength": 120} | render
    return StringField(
        label or lazy_gettext("E-mail"),
        [Optional(), is_email] if optional else [is_email],
        filters=[narrowed],
        render_kw=render,
    )


def is_phone(form: Any, field: Field) -> None:
    if field.data and not _PHONE.fullmatch(field.data):
        raise ValidationError(Words("电话只用数字、空格和 + - ( )。", "A phone number has digits, blanks and + - ( )."))


def phone(label: Any) -> StringField:
    return StringField(
        label,
        [is_phone],
        filters=[narrowed],
        render_kw={"type": "tel", "autocomplete": "tel", "maxlength": 30},
    )


def password(label: Any, *, new: bool) -> PasswordField:
    """A password box that takes pasting and password managers."""
    hint = "new-password" if new else "current-password"
    return PasswordField(label, [typed], render_kw={"autocomplete": hint, "maxlength": 256})


def typed(form: Any, field: Field) -> None:
    if not field.data:
        raise ValidationError(Words("请输入密码。", "Enter a password."))


def put(form: FlaskForm, refusal: Refusal) -> None:
    """Show a refusal at its field, or over the form when it has none; the cure follows it."""
    if not put_at_field(form, refusal):
        form.form_errors.append(with_cure(refusal))
