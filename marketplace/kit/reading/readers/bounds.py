"""How large a table may be: columns, rows, signs in a cell, and all cells together; and what is said beyond it."""

from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words

MOST_COLUMNS = 200
MOST_ROWS = 200_000  # of a sheet, the rows in between counted
MOST_SIGNS = 32_767  # in a cell: as many as Excel takes
MOST_CELLS = 16_000_000  # from the first filled one to the last, empty ones counted: each takes 32 bytes
MOST_TEXT = 128_000_000  # signs in all cells together
LAST_LINE = 1_048_576  # the last row a spreadsheet has
SPLIT = Words("请分成几张表。", "Split the table.")
SAVE_AGAIN = Words("请在 Excel 里另存为 .xlsx 再传。", "Save it as .xlsx in Excel and send that.")


def refusal(zh: str, en: str, code: str, cure: Words | None = None) -> RuleBroken:
    return RuleBroken(Words(zh, en), code=code, cure=cure)


def too_wide(where: str, columns: int, where_en: str = "") -> RuleBroken:
    """where: the first thing beyond the last column taken."""
    zh = f"表太宽：{where} 在第 {MOST_COLUMNS} 列之外（共 {columns:,} 列），最多 {MOST_COLUMNS} 列。"
    en = f"Too wide: {where_en or where} lies beyond column {MOST_COLUMNS} (of {columns:,}); {MOST_COLUMNS} at most."
    cure = Words(
        "请删掉右边用不着的列（看着空的也算，选中整列后“删除”），再存一次。",
        "Delete the columns you do not need, also those that look empty (select and delete them), and save it again.",
    )
    return refusal(zh, en, "TABLE_TOO_WIDE", cure)


def too_low(where: str) -> RuleBroken:
    """where: the first cell below the last row taken."""
    zh = f"表太长：{where} 在第 {MOST_ROWS:,} 行之外，最多 {MOST_ROWS:,} 行。"
    en = f"Too long: {where} lies below row {MOST_ROWS:,}, the last that is taken."
    cure = Words(
        "请删掉下面用不着的行（看着空的也算），或者分成几张表。",
        "Delete the rows below that you do not need, also those that look empty, or split the table.",
    )
    return refusal(zh, en, "TABLE_TOO_LONG", cure)


def cell_too_long(where: str, where_en: str = "") -> RuleBroken:
    zh = f"{where}有一格超过 {MOST_SIGNS:,} 个字。"
    en = f"A cell has more than {MOST_SIGNS:,} characters: {where_en or where}."
    cure = Words("请缩短；CSV 里也可能是少了一个引号。", "Shorten it; in CSV a quotation mark may be missing.")
    return refusal(zh, en, "TABLE_CELL_TOO_LONG", cure)


def too_many_cells(corner: str, cells: int) -> RuleBroken:
    zh = f"表太大：到 {corner} 为止有 {cells:,} 格，最多 {MOST_CELLS:,} 格。"
    en = f"Too large: {cells:,} cells up to {corner}; {MOST_CELLS:,} at most."
    return refusal(zh, en, "TABLE_TOO_LARGE", SPLIT)


def too_much_text() -> RuleBroken:
    zh = f"各格的字数加起来超过 {MOST_TEXT // 1_000_000:,} 百万。"
    en = f"The cells hold more than {MOST_TEXT // 1_000_000:,} million characters together."
    return refusal(zh, en, "TABLE_TOO_LARGE", SPLIT)
