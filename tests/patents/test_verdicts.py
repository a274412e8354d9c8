"""Who holds a patent after a table is in."""

from datetime import date

import pytest

from marketplace.patents.rules.kinds import PatentKind
from marketplace.patents.rules.mapping import CleanPatent
from marketplace.patents.rules.verdicts import Importer, Known, holder_after

OURS = Importer(7, "滨岭理工大学")
PATENT = CleanPatent(
    "201710013739.X", PatentKind.INVENTION, "一种装置", ("滨岭理工大学", "北岚装备有限公司"), date(2017, 1, 9),
    date(2019, 5, 28), "F25B 30/02", (), (), "", "",
)  # fmt: skip


@pytest.mark.parametrize(
    ("known", "importer", "holder"),
    [
        # Whoever looks after it goes on doing so, whoever brings the table.
        (Known(1, "", 3), OURS, 3),
        (Known(1, "", 3), None, 3),
        # Nobody did: one of the owners takes it, a stranger does not.
        (Known(1, "", None), OURS, 7),
        (None, OURS, 7),
        (None, Importer(8, "沈阳样例机械厂", is_trusted=True), None),
        (None, None, None),
    ],
)
def test_the_holder_after_an_import(known: Known | None, importer: Importer | None, holder: int | None) -> None:
    assert holder_after(PATENT, known, importer) == holder
