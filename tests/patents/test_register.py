"""What a holder writes down about its patent, and who may."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from marketplace.kit import clock, transactions
from marketplace.kit.db import db
from marketplace.kit.errors import Missing, RuleBroken
from marketplace.kit.idempotency import new_key
from marketplace.patents import actions, queries
from marketplace.patents.models import EncumbranceKind, EventKind, Patent, PatentChange, PatentKind, ReportConclusion
from tests.cast import sign_in
from tests.makers import make_patent

SCAN = "a" * 64
YESTERDAY = timedelta(days=1)


@pytest.fixture
def patent(app, cast):
    made = make_patent(cast.university.organisation)
    transactions.commit()
    return made


def changes(patent):
    rows = select(PatentChange.what, PatentChange.user_id).where(PatentChange.patent_id == patent.id)
    return [tuple(one) for one in db.session.execute(rows)]


ACTS = {
    "event": lambda patent, by: actions.add_event(
        patent, by=by, kind=EventKind.SUSPENDED, happened_on=date(2024, 1, 2), note="权属纠纷"
    ),
    "encumbrance": lambda patent, by: actions.add_encumbrance(
        patent, by=by, kind=EncumbranceKind.PLEDGE, party="样例银行", starts_on=date(2024, 1, 2),
        consent_on=date(2024, 2, 2), consent_file=SCAN,
    ),
    "annuity": lambda patent, by: actions.pay_annuity(patent, by=by, paid_year=6),
    "plain": lambda patent, by: actions.describe(patent, by=by, plain="让铝件更耐磨。"),
}  # fmt: skip


@pytest.mark.parametrize("what", ACTS)
def test_every_change_says_who_and_when_and_moves_the_version(cast, patent, what):
    before = patent.version
    ACTS[what](patent, cast.university)
    assert changes(patent) == [(what, cast.university.id)]
    assert patent.version == before + 1


@pytest.mark.parametrize("what", ACTS)
def test_only_the_holder_writes(cast, patent, what):
    with pytest.raises(Missing):
        ACTS[what](patent, cast.stranger)
    assert changes(patent) == []


def test_queries_show_a_patent_to_its_holder_only(cast, patent):
    assert queries.holder_patent(patent.number, cast.university) is patent
    for other in (cast.stranger, cast.office, None):
        with pytest.raises(Missing):
            queries.holder_patent(patent.number, other)


@pytest.mark.parametrize(("day", "code"), [(date(2023, 2, 6), "DAY_BEFORE_GRANT"), (date(2999, 1, 1), "DAY_IN_FUTURE")])
def test_events_lie_between_grant_and_today(cast, patent, day, code):
    with pytest.raises(RuleBroken) as refusal:
        actions.add_event(patent, by=cast.university, kind=EventKind.RESTORED, happened_on=day)
    assert (refusal.value.code, refusal.value.field) == (code, "happened_on")


def test_an_event_stands_once(cast, patent):
    ACTS["event"](patent, cast.university)
    with pytest.raises(RuleBroken):
        ACTS["event"](patent, cast.university)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ends_on": date(2023, 12, 1)}, "DAYS_OUT_OF_ORDER"),
        ({"consent_on": date(2024, 2, 2)}, "CONSENT_HALF"),
        ({"consent_file": SCAN}, "CONSENT_HALF"),
        ({"consent_on": date(2999, 1, 1), "consent_file": SCAN}, "DAY_IN_FUTURE"),
        ({"kind": EncumbranceKind.SOLE_LICENCE, "consent_on": date(2024, 2, 2), "consent_file": SCAN},
         "CONSENT_WITHOUT_PLEDGE"),
        ({"party": "银行\u202e"}, "TEXT_UNFIT"),
    ],
)  # fmt: skip
def test_encumbrances_are_checked(cast, patent, changed, code):
    given = {"kind": EncumbranceKind.PLEDGE, "party": "样例银行", "starts_on": date(2024, 1, 2)} | changed
    with pytest.raises(RuleBroken) as refusal:
        actions.add_encumbrance(patent, by=cast.university, **given)
    assert refusal.value.code == code


def test_an_encumbrance_ends_on_its_day(cast, patent):
    today = clock.today()
    found = actions.add_encumbrance(
        patent, by=cast.university, kind=EncumbranceKind.EXCLUSIVE_LICENCE, party="某公司", starts_on=date(2024, 1, 2)
    )
    assert found.is_in_force(today)
    with pytest.raises(RuleBroken):
        actions.lift_encumbrance(patent, found, by=cast.university, ends_on=today + YESTERDAY)
    actions.lift_encumbrance(patent, found, by=cast.university, ends_on=today - YESTERDAY)
    assert not found.is_in_force(today)
    assert [what for what, _who in changes(patent)] == ["encumbrance", "lifted"]


def test_a_report_belongs_to_a_utility_model_and_a_correction_keeps_the_old(cast, patent):
    def record(of, conclusion):
        actions.record_report(
            of, by=cast.university, number="样例 1", issued_on=date(2024, 1, 2), conclusion=conclusion, file=SCAN
        )

    with pytest.raises(RuleBroken) as refusal:
        record(patent, ReportConclusion.POSITIVE)
    assert refusal.value.code == "REPORT_OF_INVENTION"
    model = make_patent(cast.university.organisation, kind=PatentKind.UTILITY_MODEL)
    record(model, ReportConclusion.NEGATIVE)
    record(model, ReportConclusion.POSITIVE)
    assert model.report.conclusion is ReportConclusion.POSITIVE
    last = queries.changes_of(model)[0][0]
    assert "negative" in last.before
    assert "positive" in last.after


@pytest.mark.parametrize("year", [0, 1, 21])
def test_paid_years_lie_within_the_term(cast, patent, year):
    with pytest.raises(RuleBroken) as refusal:
        actions.pay_annuity(patent, by=cast.university, paid_year=year)
    assert refusal.value.code == "YEAR_OUTSIDE_TERM"


def picture():
    drawn = BytesIO()
    Image.new("RGB", (20, 20), "white").save(drawn, "PNG")
    return BytesIO(drawn.getvalue()), "同意书.png"


def test_the_pages_write_down_and_show_it_to_those_who_may_see(app, cast, patent):
    number, holder = patent.number, sign_in(app, cast.university)
    office, stranger, anybody = sign_in(app, cast.office), sign_in(app, cast.stranger), app.test_client()
    given = {"kind": "pledge", "party": "样例银行", "starts_on": "2024-01-02", "consent_on": "2024-02-02"}
    given["request_key"] = new_key("encumbrance", number)
    answer = holder.post(f"/patents/{number}/encumbrance", data=given | {"consent": picture()})
    assert answer.status_code == 303, answer.text
    page = holder.get(f"/patents/{number}").text
    assert "样例银行" in page
    assert "谁改过什么" in page
    assert "质押 样例银行 2024-01-02" in page
    (found,) = queries.patent_by_number(number).encumbrances
    consent = f"/patents/{number}/encumbrances/{found.id}/consent"
    assert holder.get(consent).mimetype == "image/png"
    assert office.get(consent).status_code == 200
    assert stranger.get(consent).status_code == 404
    assert anybody.get(consent).status_code == 303
    assert "谁改过什么" not in anybody.get(f"/patents/{number}").text
    for name in ("event", "encumbrance", "report", "annuity", "plain", f"encumbrances/{found.id}/lift"):
        assert holder.get(f"/patents/{number}/{name}").status_code == 200
        assert stranger.get(f"/patents/{number}/{name}").status_code == 404
        assert anybody.get(f"/patents/{number}/{name}").status_code == 303


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("event", {"kind": "restored", "happened_on": "2050-01-01", "note": "留着"}, "这一天还没有到"),
        ("event", {"kind": "granted", "happened_on": "2024-01-01"}, ""),
        ("event", {}, "请选一项"),
        ("annuity", {"paid_year": "٣"}, "不是整数"),
        ("annuity", {"paid_year": "99"}, "1 到 20"),
        ("annuity", {"paid_year": "1"}, "授权当年"),
        ("plain", {"plain": "看不见\u202e"}, "看不见"),
        ("report", {"number": "1", "issued_on": "2024-01-02", "conclusion": "positive"}, "请附上报告"),
        ("encumbrance", {"kind": "pledge", "party": "甲", "starts_on": "2024-13-01"}, ""),
    ],
)
def test_refused_forms_keep_what_was_typed(app, cast, patent, name, given, words):
    client = sign_in(app, cast.university)
    key = {"request_key": new_key(name, patent.number)}
    answer = client.post(f"/patents/{patent.number}/{name}", data=given | key)
    assert answer.status_code == 422
    assert words in answer.text
    assert given.get("note", "") in answer.text
    assert db.session.scalar(select(Patent.version)) == 1


def test_a_report_can_be_read_by_anybody(app, cast):
    model = make_patent(cast.university.organisation, kind=PatentKind.UTILITY_MODEL, annuity_paid_year=6)
    number = model.number
    transactions.commit()
    client = sign_in(app, cast.university)
    given = {"number": "样例 1", "issued_on": "2024-01-02", "conclusion": "positive", "file": picture()}
    key = {"request_key": new_key("report", number)}
    assert client.post(f"/patents/{number}/report", data=given | key).status_code == 303
    assert app.test_client().get(f"/patents/{number}/report/file").status_code == 200
    key = {"request_key": new_key("report", number)}
    bad = given | key | {"file": (BytesIO(b"<svg/>"), "x.svg")}
    assert client.post(f"/patents/{number}/report", data=bad).status_code == 422
