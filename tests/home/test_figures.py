"""The market's figures are counted from rows, and open to them."""

from datetime import date

from marketplace.home.queries import figures, offers
from marketplace.home.rules.quarters import quarter_of
from marketplace.kit import clock
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.listing_states import ListingState
from tests import makers
from tests.home.market import USE_FIRST, make_deal, make_market, make_open_listing


def of(market, code):
    return next(one for one in (*market.trades, market.rest) if one.code == code)


def test_an_empty_market_counts_nothing(cast):
    market = figures.figures()
    assert (market.in_use, market.on_offer, market.asleep, market.signed, market.agreed_fen) == (0, 0, 0, 0, 0)
    assert len(market.trades) == 12


def test_trades_are_told_apart_by_the_first_patents_class(cast):
    make_market(cast.university.organisation, cast.workshop.organisation)
    market = figures.figures()
    welding, machining, medicine = (of(market, code) for code in ("welding", "machining", "medicine"))
    assert (welding.in_use, welding.on_offer, welding.asleep) == (3, 4, 0)
    assert (machining.in_use, machining.on_offer) == (1, 2)
    assert (medicine.in_use, medicine.on_offer, medicine.asleep) == (0, 0, 5)
    assert market.rest.asleep == 1
    assert (market.in_use, market.on_offer, market.asleep) == (5, 7, 6)
    assert market.every[0] is welding


def test_what_is_paused_suspended_or_taken_is_not_on_offer(cast):
    holder = cast.university.organisation
    make_open_listing(holder, state=ListingState.PAUSED)
    make_open_listing(holder, suspended_because="EXCLUSIVE_LICENCE_IN_FORCE")
    make_open_listing(holder, quota=0)
    assert figures.figures().on_offer == 0


def test_an_expired_patent_does_not_sleep(cast):
    makers.make_patent(cast.university.organisation, expires_on=date(2020, 1, 1))
    assert figures.figures().asleep == 0


def test_the_quarter_counts_what_took_effect_in_it(cast):
    make_market(cast.university.organisation, cast.workshop.organisation)
    market = figures.figures()
    assert (market.signed, market.use_first) == (4, 3)
    expected = 3 * USE_FIRST.total_min_fen(60) + makers.LUMP_SUM.total_min_fen(60)
    assert market.agreed_fen == expected


def test_the_rows_behind_a_figure_add_up_to_it(cast):
    make_market(cast.university.organisation, cast.workshop.organisation)
    market = figures.figures()
    page, rows = figures.signed_in(market.quarter, 1, use_first_only=False)
    assert page.total == market.signed
    assert sum(row.agreed_fen for row in rows) == market.agreed_fen
    only, _rows = figures.signed_in(market.quarter, 1, use_first_only=True)
    assert only.total == market.use_first


def test_an_unsigned_deal_is_no_figure(cast):
    listing = make_open_listing(cast.university.organisation)
    make_deal(listing, cast.workshop.organisation, DealState.SIGNING)
    market = figures.figures()
    assert (market.in_use, market.signed) == (0, 0)


def test_a_dear_count_is_kept_a_while_and_ends_with_the_quarter(cast, monkeypatch):
    monkeypatch.setattr(figures, "CHEAP", -1.0)
    monkeypatch.setattr(figures, "WORTH", 1e6)
    before = figures.figures()
    make_open_listing(cast.university.organisation)
    assert figures.figures() is before
    with clock.at(date(2027, 1, 2)):
        assert figures.figures().quarter == quarter_of(date(2027, 1, 2))
    figures.forget()
    assert figures.figures().on_offer == 1


def test_the_newest_offers_come_first_and_the_example_is_one_of_them(app, cast):
    holder = cast.university.organisation
    for title in ("甲", "乙", "丙", "丁"):
        make_open_listing(holder, title=title)
    example = make_open_listing(holder, plan=USE_FIRST, title="戊")
    with app.test_request_context():
        cards, shown = offers.newest(3), offers.use_first_example()
    assert [card.title for card in cards] == ["戊", "丁", "丙"]
    assert shown is not None
    assert (shown.number, shown.picture.free.figure.zh, shown.picture.pay.figure.zh) == (example.number, "0 元", "3%")
    assert shown.picture.cap is not None
    assert shown.picture.cap.figure.zh == "30 万元"
