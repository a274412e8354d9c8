"""The command and the jobs that look at listings again, and the printed form that is kept."""

from flask import Flask
from sqlalchemy import select, text

from marketplace.kit import clock, files, jobs, transactions
from marketplace.kit.db import db
from marketplace.listings import actions
from marketplace.listings import jobs as listing_jobs
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.listings.search import Query, forget, search
from tests.cast import Cast
from tests.listings.market import ENTRY, TITLE, make_draft, make_offer


def test_the_command_suspends_what_a_rule_stops(app: Flask, cast: Cast) -> None:
    listing = make_offer(cast.university)
    listing.patents[0].annuity_paid_year = 3
    transactions.commit()
    answer = app.test_cli_runner().invoke(args=["listings", "recheck"])
    assert answer.exit_code == 0, answer.output
    kept = db.session.get_one(Listing, listing.id, populate_existing=True)
    assert kept.suspended_because == "ANNUITY_UNPAID"


def test_an_index_of_another_version_is_made_anew(app: Flask, cast: Cast) -> None:
    listing = make_offer(cast.university)
    db.session.execute(text("UPDATE listing_search_state SET version = 0"))
    db.session.execute(text("DELETE FROM listing_facets"))
    transactions.commit()
    for written in ("1 listings", "the index is current"):
        answer = app.test_cli_runner().invoke(args=["listings", "reindex", "--if-outdated"])
        assert answer.exit_code == 0, answer.output
        assert written in answer.output
    forget()
    found = search(db.session.connection(), Query(TITLE))
    assert found.ids == (listing.id,)


def test_the_last_piece_sets_tomorrows_first(cast: Cast) -> None:
    make_offer(cast.university)
    row = db.session.scalars(select(jobs.Job).where(jobs.Job.kind == "listings_recheck")).one()
    with clock.at(row.due_at):
        listing_jobs.recheck_some(row)
    days = db.session.scalars(select(jobs.Job.payload).where(jobs.Job.kind == "listings_recheck")).all()
    assert len({payload["day"] for payload in days}) == 2


def test_the_filed_form_is_kept_as_it_was(cast: Cast) -> None:
    listing = make_draft(cast.university, channel=Channel.STATUTORY, plan=ENTRY)
    actions.submit(listing, by=cast.university)
    row = db.session.scalars(select(jobs.Job).where(jobs.Job.kind == "declaration_pdf")).one()
    transactions.commit()
    printed = listing_jobs.print_form(row.payload)
    row = db.session.get_one(jobs.Job, row.key)
    listing_jobs.keep_form(row, printed)
    kept = db.session.get_one(Listing, row.payload["listing_id"])
    assert kept.declaration_file is not None
    assert files.content(kept.declaration_file).startswith(b"%PDF-")
