"""Register: the credit code first, then what it does not tell. Join by an invitation."""

from types import SimpleNamespace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import actions
from marketplace.accounts.actions.passwords import ASK_AGAIN, USED
from marketplace.accounts.forms.fields import put
from marketplace.accounts.forms.organisations import CodeForm, RegisterForm
from marketplace.accounts.forms.people import JoinForm
from marketplace.accounts.queries.organisations import letter, organisation_of, rivals
from marketplace.accounts.routes import bp
from marketplace.accounts.routes.sign_in import welcome
from marketplace.accounts.rules.kinds import OrganisationKind, kind_of
from marketplace.accounts.rules.roles import ROLE_NAMES
from marketplace.kit import uscc
from marketplace.kit.errors import Missing, RuleBroken
from marketplace.kit.i18n import _, current_language
from marketplace.workflows.parties import Role

NOBODY = 0  # who registers has no number yet


def _ask_code() -> ResponseReturnValue:
    given = "uscc" in request.args
    form = CodeForm(request.args if given else None)
    status = 422 if given and not form.validate() else 200
    return render_template("accounts/register_code.html", form=form), status


def _code_rows(answer: uscc.UsccAnswer) -> list[SimpleNamespace]:
    """What the code told."""
    told = [
        (_("Unified social credit code"), answer.code, url_for("accounts.register")),
        (_("Registered as"), answer.kind or "—", ""),
        (_("Registered in"), answer.area or "—", ""),
    ]
    return [SimpleNamespace(question=question, answer=said, url=url, link="") for question, said, url in told]


def _create(form: RegisterForm, code: str) -> str | None:
    """Register; returns where to go on, or None when something is to be mended."""
    try:
        known = form.answered(NOBODY)
        if known:
            return known
        user = actions.register(
            form.details() | {"uscc": code},
            email=form.email.data or "",
            name=form.your_name.data or "",
            password=form.password.data or "",
            phone=form.phone.data or "",
            language=current_language(),
            confirmed=False,
            claims=bool(form.claims.data),
            network=request.remote_addr,
        )
    except RuleBroken as refusal:
        twin = form.answered(NOBODY) if refusal.code != "KEY_ELSEWHERE" else None  # a double click: it was quicker
        if twin is None:
            put(form, refusal)
        return twin
    actions.send_code(user)
    onwards = "accounts.claim" if rivals(user.organisation) else "accounts.organisation"
    place = url_for("accounts.confirm", next=url_for(onwards))
    form.remember(NOBODY, place)
    welcome(user)
    flash(_("Welcome. First enter the six digits of the letter."), "done")
    return place


@bp.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    is_person = request.args.get("person") == "1"
    answer = uscc.check(request.args.get("uscc", ""))
    if not is_person and not answer.is_valid:
        return _ask_code()
    form = RegisterForm(area=answer.area_code if answer.area else "")
    if request.method == "GET":
        guess = OrganisationKind.PERSON if is_person else kind_of(answer.code)
        form.kind.data, form.area_code.data = guess or "", answer.area_code if answer.area else ""
    place = _create(form, "" if is_person else answer.code) if form.validate_on_submit() else None
    if place:
        return redirect(place, 303)
    page = render_template("accounts/register.html", form=form, is_person=is_person, rows=_code_rows(answer))
    return page, 422 if form.errors else 200


@bp.route("/join/<token>", methods=["GET", "POST"])
def join(token: str) -> ResponseReturnValue:
    invitation = letter("join", token)
    if invitation is None:
        raise Missing(USED, cure=ASK_AGAIN)
    form = JoinForm()
    if form.validate_on_submit():
        try:
            user = actions.join(token, name=form.name.data or "", password=form.password.data or "")
        except RuleBroken as refusal:
            put(form, refusal)
        else:
            welcome(user)
            return redirect(url_for("home.tasks"), 303)
    roles = [ROLE_NAMES[Role(name)] for name in invitation.role_names]
    page = render_template(
        "accounts/join.html", form=form, invitation=invitation, organisation=organisation_of(invitation), roles=roles
    )
    return page, 422 if form.errors else 200
