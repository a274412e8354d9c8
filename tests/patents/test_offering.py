"""From a patent, and from a table that is in, the way leads on to offering it: for whoever may, and nobody else."""

from datetime import date

import pytest

from marketplace.kit import jobs, transactions
from marketplace.patents.models import EventKind, PatentEvent
from marketplace.workflows.parties import Role
from tests.cast import make_user, sign_in
from tests.makers import make_patent
from tests.patents.tables import row
from tests.patents.test_import_pages import upload

OFFER = "挂这件专利"


@pytest.fixture
def patent(cast):
    return make_patent(cast.university.organisation)


def test_the_holder_begins_a_draft_with_this_patent_chosen(app, cast, patent):
    number, serial = patent.number, patent.id
    make_patent(cast.university.organisation, title="另一件")
    transactions.commit()
    client = sign_in(app, cast.university)
    page = client.get(f"/patents/{number}").text
    address = f"/listings/new?q={number}&amp;patent={number}"
    assert f'class="b b1" href="{address}">{OFFER}' in page
    begun = client.get(address.replace("&amp;", "&")).text
    assert f'name="patents" value="{serial}" checked' in begun
    assert "另一件" not in begun


@pytest.mark.parametrize("role", [Role.CLERK, Role.SIGNATORY, Role.OWNER, Role.READER])
def test_who_may_not_offer_gets_no_button(app, cast, patent, role):
    number = patent.number
    member = make_user(cast.university.organisation, f"{role}@example.org", frozenset({role}))
    transactions.commit()
    client = sign_in(app, member)
    may = role is not Role.READER
    assert (OFFER in client.get(f"/patents/{number}").text) is may
    assert ("挂一件专利" in client.get("/patents").text) is may
    assert ("挂一件专利" in client.get("/listings/mine").text) is may
    assert (client.get("/listings/new").status_code == 200) is may


def test_nobody_else_and_no_dead_patent(app, cast, patent):
    number = patent.number
    dead = make_patent(cast.university.organisation)
    dead.events.append(PatentEvent(kind=EventKind.ABANDONED, happened_on=date(2026, 1, 5)))
    gone = dead.number
    transactions.commit()
    assert OFFER not in app.test_client().get(f"/patents/{number}").text
    assert OFFER not in sign_in(app, cast.workshop).get(f"/patents/{number}").text
    assert OFFER not in sign_in(app, cast.university).get(f"/patents/{gone}").text


def test_a_table_that_is_in_leads_on_to_an_offer(app, cast):
    reader = make_user(cast.university.organisation, "reader@example.org", frozenset({Role.READER}))
    transactions.commit()
    client, watching = sign_in(app, cast.university), sign_in(app, reader)
    place = upload(client, [row(1), row(2)]).location
    jobs.drain()
    assert 'href="/listings/new"' not in client.get(place).text
    client.post(f"{place}/confirm")
    jobs.drain()
    assert 'class="b b1" href="/listings/new">挂一件专利' in client.get(place).text
    seen = watching.get(place).text
    assert 'href="/listings/new"' not in seen
    assert 'class="b b1" href="/patents">' in seen
