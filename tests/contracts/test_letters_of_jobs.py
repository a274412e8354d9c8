"""Jobs write to people in the language that each reads."""

import re
from datetime import timedelta

from marketplace.accounts.models import User
from marketplace.kit import clock, jobs
from marketplace.kit.db import db
from marketplace.listings.models import Listing
from tests.cast import Cast
from tests.contracts import test_unverified as held
from tests.contracts.test_unverified import TUESDAY, again, letters, printed, take

newcomer, listing = held.newcomer, held.listing


def test_a_job_writes_to_english_readers_in_english(cast: Cast, newcomer: User, listing: Listing) -> None:
    newcomer.language = "en"
    email, firm = newcomer.email, newcomer.organisation.name
    with clock.at(TUESDAY):
        deal_id = printed(take(listing, newcomer)).id
        db.session.commit()
    last_day = again(deal_id).hold_until
    with clock.at(last_day + timedelta(days=1)):
        jobs.run(f"hold_lapses:{deal_id}", strict=True)
    names = (again(deal_id).title, firm)
    written = [text for to, text in letters() if to == email]
    assert written
    theirs = "|".join(re.escape(name) for name in names)  # what people called things stays as they wrote it
    for text in written:
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", re.sub(theirs, "", text)), text
