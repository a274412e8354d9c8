"""/rules: every rule with its article, its dates, its cure, and examples judged as the page is drawn."""

from flask import render_template

from marketplace.listings.routes import bp
from marketplace.listings.rules.bars import RULES
from marketplace.listings.rules.caps import CAPS
from marketplace.listings.rules.law import INSTRUMENTS


@bp.get("/rules")
def rules_page() -> str:
    judged = [(rule, [(example, rule.judge(example.facts)) for example in rule.examples]) for rule in RULES]
    return render_template("listings/rules.html", judged=judged, caps=CAPS, instruments=INSTRUMENTS.values())
