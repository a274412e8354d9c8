"""A table that could not be gone through: whoever sent it reads on its page what became of it."""

from marketplace.kit.db import db
from marketplace.kit.words import Words
from marketplace.patents.models import ImportStatus, PatentImport

FINAL = frozenset({ImportStatus.DONE, ImportStatus.FAILED})
NOT_LOOKED_AT = Words(
    "这张表我们没能读完，已停下，没有导入任何内容。请另存为一个新文件（只留专利的列和行）再传；还不行，请打帮助电话。",
    "We could not get through this table and have stopped; nothing of it was imported. Save it as a new file with only "
    "the columns and rows of your patents and send that; if it fails again, call the help line.",
)
HALF_TAKEN = Words(
    "导入 {done} 行后停下了：这些已在您的专利里，其余没有导入。"
    "同一张表可以再传一次，已在的不会重复；还不行，请打帮助电话。",
    "The import stopped after {done} rows: those are among your patents, the rest is not. You may send the same table "
    "again, nothing is taken twice; if it fails again, call the help line.",
)


def give_up(import_id: int) -> None:
    """Nobody tries any more: the import has failed, and says how much of it was done."""
    row = db.session.get_one(PatentImport, import_id)
    if row.status in FINAL:
        return
    was_loading = row.status is ImportStatus.LOADING
    words = HALF_TAKEN if was_loading else NOT_LOOKED_AT
    row.status = ImportStatus.FAILED
    row.failure_zh, row.failure_en = (text.replace("{done}", str(row.done_rows)) for text in words)
