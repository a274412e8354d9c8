"""A small application of its own that shows every component with invented samples, for eyes and for axe.

python -m tests.kit.gallery            serves it at http://127.0.0.1:5055/
"""

from types import SimpleNamespace as N
from typing import Any

from flask import Flask, flash, redirect, render_template, request
from flask_wtf import FlaskForm
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import BooleanField, DecimalField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from marketplace.config import ROOT
from marketplace.kit import i18n, pages
from marketplace.kit.errors import StepRefused
from marketplace.kit.words import Words
from tests.kit import gallery_contract, gallery_samples

ENDPOINTS = {
    "listings.catalogue": "/listings", "patents.index": "/patents", "home.tasks": "/tasks",
    "listings.rules_page": "/rules",
    "home.use_first": "/about/use-first", "home.channels": "/about/channels", "home.numbers": "/numbers",
    "home.accessibility": "/accessibility", "home.privacy": "/privacy", "workflows.index": "/workflows/",
    "accounts.limits": "/help/limits",
    "accounts.sign_in": "/sign-in", "accounts.register": "/register", "accounts.organisation": "/organisation",
    "contracts.index": "/deals", "contracts.verify_start": "/v",
}  # fmt: skip
PAGES = ("front", "listings", "offer", "deals", "contract", "form")
BUYER = N(is_authenticated=True, name="杜春生", organisation=N(short_name="沈阳晨犁精工"))
NOBODY = N(is_authenticated=False)


class SampleForm(FlaskForm):
    title = StringField("一句话说它能干什么", [InputRequired()], description="写给不懂专利的人看，40 字以内。")
    rate = DecimalField("提成率", [NumberRange(max=20)])
    kind = RadioField(
        "怎么收钱",
        choices=[SelectChoice("use_first", "先用后付"), SelectChoice("once", "一次付清"), SelectChoice("free", "免费")],
        default="use_first",
    )
    city = SelectField("在哪儿", choices=[SelectChoice("sy", "沈阳"), SelectChoice("dl", "大连")])
    remark = TextAreaField("要说明的")
    notice = FileField("公告的扫描件")
    agreed = BooleanField("我看过这些，代表沈阳晨犁精工有限公司提出")


def page_words(name: str) -> dict[str, Any]:
    everything = {key: value for key, value in vars(gallery_samples).items() if key.isupper()}
    return everything | {
        "SHEETS": gallery_contract.SHEETS,
        "STEPS": gallery_contract.STEPS,
        "current_user": NOBODY if name == "front" else BUYER,
    }


def gallery() -> Flask:
    app = Flask(
        "gallery", root_path=str(ROOT), template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.config.update(
        SECRET_KEY="gallery", WTF_CSRF_ENABLED=False, SETTINGS=N(help_phone="000-0000-0000", sample_market=True)
    )
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "templates"), FileSystemLoader(ROOT / "tests" / "kit" / "gallery_pages")]
    )
    i18n.init_app(app)
    pages.init_app(app)
    app.jinja_env.filters["say"] = i18n.say
    app.jinja_env.globals.update(csrf_token=lambda: "sample", both=lambda zh, en: i18n.say(Words(zh, en)))
    app.context_processor(lambda: {"current_user": BUYER, "waiting_count": 3})
    for endpoint, path in ENDPOINTS.items():
        app.add_url_rule(path, endpoint, lambda path=path: show(path.strip("/")))
    app.add_url_rule("/", "home.front", lambda: show("front"))
    app.add_url_rule("/sign-out", "accounts.sign_out", lambda: redirect("/"), methods=["POST"])
    app.add_url_rule("/language/<code>", "home.language", lambda code: redirect(request.args["next"]))
    app.add_url_rule("/large-type", "home.large_type", lambda: redirect(request.args["next"]))
    for name in PAGES:
        app.add_url_rule(f"/gallery/{name}", f"gallery.{name}", lambda name=name: show(name), methods=["GET", "POST"])
    app.add_url_rule("/gallery/error", "gallery.error", refused)
    return app


def show(name: str) -> str:
    name = name if name in PAGES else "deals"
    form = SampleForm()
    if name == "form":
        form = SampleForm(formdata=None) if request.args.get("fresh") else wrong_form()
    if name == "deals":
        flash(
            Words(
                "已发给北岚装备。他们 5 个工作日内回复，最后一日 12 月 1 日（含）。",
                "Sent to Beilan. They answer by 1 December.",
            ),
            "success",
        )
    return render_template(f"{name}.html", form=form, **page_words(name))


TITLE_MISSING = Words("请写一句话，说它能干什么。", "Say in one sentence what it does.")
RATE_HIGH = Words(
    "费率 21% 超过 20%。改成 20% 以下，或走平台报价。", "21% is over 20%. Lower it, or use the platform channel."
)


def wrong_form() -> SampleForm:
    form = SampleForm(data={"title": "", "rate": 21})
    form.title.errors = (TITLE_MISSING,)
    form.rate.errors = (RATE_HIGH,)
    return form


def refused() -> tuple[str, int]:
    refusal = StepRefused(
        Words("名额刚被别人用完。您填的都存着。", "The last place has just gone. Your answers are saved."),
        cure=Words("看看相近的 4 件。", "See 4 similar ones."), link="/listings",
    )  # fmt: skip
    return render_template("generic/error.html", refusal=refusal, status=409, request_number="7F3A-21"), 409


if __name__ == "__main__":
    gallery().run(port=5055)
