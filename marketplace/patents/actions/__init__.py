"""Everything that changes patents."""

from marketplace.patents.actions.files import Reported, Tally, import_file
from marketplace.patents.actions.giving_up import give_up
from marketplace.patents.actions.loading import Loaded, Origin, load
from marketplace.patents.actions.register import (
    add_encumbrance,
    add_event,
    describe,
    lift_encumbrance,
    pay_annuity,
    record_report,
)
from marketplace.patents.actions.samples import (
    SamplePatent,
    load_reference_patents,
    make_sample_patents,
    sample_number,
)
from marketplace.patents.actions.uploads import (
    MOST_ROWS,
    TABLE_KINDS,
    Preview,
    check_table,
    confirm_import,
    finish_import,
    foresee_import,
    keep_preview,
    look,
    start_import,
    take_in,
)

__all__ = [
    "MOST_ROWS",
    "TABLE_KINDS",
    "Loaded",
    "Origin",
    "Preview",
    "Reported",
    "SamplePatent",
    "Tally",
    "add_encumbrance",
    "add_event",
    "check_table",
    "confirm_import",
    "describe",
    "finish_import",
    "foresee_import",
    "give_up",
    "import_file",
    "keep_preview",
    "lift_encumbrance",
    "load",
    "load_reference_patents",
    "look",
    "make_sample_patents",
    "pay_annuity",
    "record_report",
    "sample_number",
    "start_import",
    "take_in",
]
