"""The list of a holder's patents, the page of one, and the tables that leave and come back."""

from datetime import date

import pytest
from flask_babel import refresh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from marketplace.kit import clock, transactions
from marketplace.kit.db import db
from marketplace.kit.export import csv_bytes, xlsx_bytes
from marketplace.patents import actions, queries
from marketplace.patents.actions import Origin, SamplePatent
from marketplace.patents.models import EventKind, Patent, PatentEvent, PatentKind, PatentOwner
from marketplace.patents.rules.fee_clock import ClockState, fee_clock
from marketplace.patents.rules.mapping import FIELDS, CleanPatent
from marketplace.patents.rules.numbers import check
from marketplace.patents.rules.register import Standing, standing
from marketplace.patents.rules.verdicts import Importer
from tests.cast import sign_in
from tests.makers import make_patent
from tests.patents.tables import number as made_number

TODAY = date(2026, 11, 24)


@pytest.fixture
def at_today():
    with clock.at(TODAY):
        yield


def test_whoever_comes_first_learns_what_it_is_for(app):
    page = app.test_client().get("/patents")
    assert page.status_code == 200
    assert 'href="/register"' in page.text
    assert "您能得到" in page.text


@pytest.mark.parametrize("written", ["ZL{}", "zl {}", "CN{}", "{}", "nodot"])
def test_a_number_leads_to_its_page_however_it_is_written(app, cast, written):
    patent = make_patent(cast.university.organisation, publication_number="CN118000001B")
    number = patent.number
    transactions.commit()
    client = app.test_client()
    text = number.replace(".", "") if written == "nodot" else written.format(number)
    answer = client.get(f"/patents/{text}", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == f"/patents/{number}"
    for other in ("CN118000001B", number[:12]):
        assert client.get(f"/patents/{other}").location == f"/patents/{number}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ZL201911150757.5", "校验位应为 8"),
        ("US1234567B2", "外国"),
        ("nonsense", "不是专利号"),
        ("CN999999999B", "没有专利"),
    ],
)
def test_a_wrong_number_is_missing_and_says_why(app, text, words):
    answer = app.test_client().get(f"/patents/{text}")
    assert answer.status_code == 404
    assert words in answer.text


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_page_shows_the_facts_to_anybody(app, cast, language, at_today):
    patent = make_patent(cast.university.organisation, annuity_paid_year=6, main_ipc="F25B30/02", ipc_all="F25B30/02")
    number = patent.number
    transactions.commit()
    client = app.test_client()
    client.set_cookie("language", language)
    refresh()
    page = client.get(f"/patents/{number}").text
    zh = language == "zh_CN"
    for words in (
        number,
        "滨岭理工大学",
        "热泵" if zh else "Heat pumps",
        "2041 年 5 月 17 日" if zh else "17 May 2041",
    ):
        assert words.casefold() in page.casefold()
    assert ("第 7 年度" if zh else "Year 7") in page
    assert ("2,000 元" if zh else "2,000 yuan") in page or "2,000.00" in page
    assert "/event" not in page


def held(organisation, **columns):
    return make_patent(organisation, **columns).number


def test_the_list_is_the_holders_own_with_filters_and_clock(app, cast, at_today):
    university, stranger = cast.university.organisation, cast.stranger.organisation
    old = {"filed_on": date(2015, 8, 1), "granted_on": date(2018, 1, 1)}
    late = held(university, title="晚了的", annuity_paid_year=11, **old)
    unknown = held(university, title="没填的", annuity_paid_year=None, **old)
    held(university, title="交了的", annuity_paid_year=20)
    held(university, title="新型", kind=PatentKind.UTILITY_MODEL, main_ipc="B23K26/00", annuity_paid_year=10)
    held(stranger, title="别人的")
    transactions.commit()
    client = sign_in(app, cast.university)
    page = client.get("/patents").text
    assert "别人的" not in page
    assert page.index("晚了的") < page.index("没填的") < page.index("交了的")
    assert "滞纳金" in page
    only = client.get("/patents?state=late").text
    assert late in only
    assert unknown not in only
    both = client.get("/patents?kind=utility_model&section=B").text
    assert "新型" in both
    assert "交了的" not in both
    assert "没有符合条件的专利" in client.get("/patents?kind=design").text
    assert client.get("/patents?page=99&kind=nonsense").status_code == 200


@pytest.mark.parametrize(
    ("filed", "granted", "paid", "state"),
    [
        (date(2021, 5, 18), date(2023, 2, 7), 6, ClockState.PAID),
        (date(2021, 1, 18), date(2023, 2, 7), 6, ClockState.DUE),
        (date(2021, 9, 18), date(2023, 2, 7), 5, ClockState.LATE),
        (date(2021, 1, 18), date(2023, 2, 7), 3, ClockState.LAPSED),
        (date(2021, 1, 18), date(2023, 2, 7), None, ClockState.UNKNOWN),
        (date(2024, 12, 1), date(2026, 6, 1), None, ClockState.DUE),
        (date(2007, 1, 18), date(2009, 2, 7), None, ClockState.UNKNOWN),  # in its last year, no fee is to come
        (date(2006, 1, 18), date(2009, 2, 7), None, ClockState.EXPIRED),
        (date(2006, 1, 18), date(2009, 2, 7), 20, ClockState.EXPIRED),
        (None, None, None, ClockState.UNKNOWN),
    ],
)
def test_the_clock_of_annual_fees(filed, granted, paid, state):
    found = fee_clock(PatentKind.INVENTION, filed, granted, paid, TODAY)
    assert found.state is state
    assert found.if_nothing.zh
    assert (
        fee_clock(PatentKind.INVENTION, date(2021, 5, 18), granted or TODAY, 6, TODAY, Standing.ENDED).state == "ended"
    )


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([], Standing.IN_FORCE),
        (["suspended"], Standing.SUSPENDED),
        (["suspended", "suspension_lifted"], Standing.IN_FORCE),
        (["terminated_unpaid"], Standing.ENDED),
        (["terminated_unpaid", "restored"], Standing.IN_FORCE),
        (["invalidated_whole", "restored"], Standing.ENDED),
        (["invalidated_part"], Standing.IN_FORCE),
    ],
)
def test_the_standing_follows_the_register(events, found):
    told = [(EventKind(name), date(2024, 1, 1 + place)) for place, name in enumerate(events)]
    assert standing(told, date(2041, 1, 1), TODAY) is found
    assert standing(told, date(2026, 11, 23), TODAY) is Standing.ENDED


def test_real_patents_stand_here_as_facts(app):
    assert actions.load_reference_patents() == 42
    assert actions.load_reference_patents() == 0
    found = queries.patent_by_number("201910834751.6")
    assert (found.holder_id, found.sample) == (None, False)
    assert found.source.startswith("https://github.com/")
    assert [owner.name for owner in found.owners] == ["天津商业大学"]


def test_invented_patents_have_right_numbers_nobody_has(app, cast):
    holder = cast.university.organisation
    one = SamplePatent(
        "一种装置", PatentKind.UTILITY_MODEL, date(2021, 5, 18), date(2022, 2, 7), 
        ((holder.name, holder.id), ("乙", None)), main_ipc="F25B30/02", plain="省电。", paid_year=6,
    )  # fmt: skip
    numbers = actions.make_sample_patents([one] * 3) + actions.make_sample_patents([one])
    assert len(set(numbers)) == 4
    assert all(check(number, TODAY).is_valid and number[5:].startswith("9") for number in numbers)
    found = queries.patents_of(holder.id)
    assert [(patent.sample, patent.holder_id, len(patent.owners)) for patent in found] == [(True, holder.id, 2)] * 4


@pytest.fixture
def holder_id(cast):
    return cast.university.organisation_id


texts = st.text(
    st.characters(codec="gb18030", exclude_categories=("C", "Z", "M"), exclude_characters=";；、|'＇"),
    min_size=1,
    max_size=20,
)
facts = st.builds(
    CleanPatent,
    number=st.integers(0, 400_000).map(made_number),
    kind=st.just(PatentKind.INVENTION),
    title=texts,
    patentees=st.lists(texts, max_size=2, unique=True).map(lambda names: ("滨岭理工大学", *names)),
    filed_on=st.dates(date(2005, 1, 1), date(2019, 12, 31)),
    granted_on=st.dates(date(2020, 1, 1), date(2025, 1, 1)),
    main_ipc=st.just("F25B30/02"),
    ipc=st.just(("F25B30/02", "F25B1/10")),
    inventors=st.lists(texts, max_size=3, unique=True).map(tuple),
    abstract=st.one_of(st.just(""), texts),
    publication_number=st.just(""),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(patents=st.lists(facts, min_size=1, max_size=5, unique_by=lambda one: one.number), is_csv=st.booleans())
def test_what_leaves_as_a_table_comes_back_the_same(app, holder_id, tmp_path, patents, is_csv):
    for model in (PatentOwner, PatentEvent, Patent):
        db.session.execute(delete(model))
    origin = Origin("test", Importer(holder_id, "滨岭理工大学", is_trusted=True))
    actions.load(patents, origin)
    transactions.commit()  # a dry run begins afresh
    left = list(queries.exported(holder_id))
    assert len(left) == len(patents)
    header = [known.label.zh for known in FIELDS.values()]
    path = tmp_path / "out"
    path.write_bytes(csv_bytes(header, left) if is_csv else xlsx_bytes(header, left))
    wrong = []
    tally = actions.import_file(path, origin, wrong.append, dry_run=True)
    assert (wrong, tally.same, tally.changed) == ([], len(patents), 0)
    assert list(queries.exported(holder_id)) == left
