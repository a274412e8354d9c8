"""A table that takes the processes down: its sender reads what became of it."""

from typing import Any

import pytest

from marketplace.kit import jobs
from marketplace.kit.db import db
from marketplace.kit.jobs import alone, running
from marketplace.kit.jobs.alone import Fate
from marketplace.patents.models import ImportStatus, PatentImport
from tests.cast import sign_in
from tests.patents.tables import row
from tests.patents.test_import_pages import in_english, upload


@pytest.fixture
def deadly(app: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    def dies(key: str) -> None:
        monkeypatch.setitem(app.config, "JOBS_ALONE", ["nobody starts this"])
        monkeypatch.setattr(alone, "carry", lambda _command, _key: Fate.DIED)
        for _ in range(running.MOST_CRASHES):
            running._claim(key, None)
        assert jobs.run(key)
        monkeypatch.setitem(app.config, "JOBS_ALONE", None)

    return dies


def test_a_table_that_cannot_be_looked_at_has_failed_and_says_so(app, cast, deadly):
    client = sign_in(app, cast.university)
    place = upload(client, [row(1)]).location
    deadly(f"patents_check:{place.rpartition('/')[2]}")
    assert "没有导入任何内容" in client.get(place).text
    assert "nothing of it was imported" in in_english(client).get(place).text


def test_tried_again_by_hand_it_is_looked_at_anew(app, cast, deadly):
    client = sign_in(app, cast.university)
    place = upload(client, [row(1)]).location
    key = f"patents_check:{place.rpartition('/')[2]}"
    deadly(key)
    app.test_cli_runner().invoke(args=["jobs", "retry", key])
    jobs.drain()
    assert "1 行：1 行能导入" in client.get(place).text


def test_a_table_taken_in_half_says_how_far_it_came(app, cast, deadly):
    client = sign_in(app, cast.university)
    place = upload(client, [row(1)]).location
    jobs.drain()
    client.post(f"{place}/confirm")
    found = db.session.get_one(PatentImport, int(place.rpartition("/")[2]))
    found.done_rows = 1000
    db.session.commit()
    deadly(f"patents_load:{found.id}")
    page = client.get(place).text
    assert "导入 1000 行后停下了" in page
    assert "其中 1000 行已在您的专利里" in page
    assert db.session.get_one(PatentImport, int(place.rpartition("/")[2])).status is ImportStatus.FAILED
