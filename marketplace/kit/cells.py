"""What a spreadsheet would run or reckon in a table of ours, and the apostrophe that keeps it from that.

Our own import takes the apostrophe away again: `unguarded` undoes `guarded`, and nothing else.
"""

import re

# Blanks and signs nobody sees may stand before a formula; spreadsheets differ in which of them they skip.
_RUNS = re.compile(r"'*(?:[\t\r\n]|[\s\ufeff\u200b-\u200f\u2060]*[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"-?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")  # is read as what it says


def guarded(text: str) -> str:
    """`text` as a CSV cell: an apostrophe goes before what a spreadsheet would run (=1+1) or reckon (+86-24-…)."""
    return "'" + text if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """Without the apostrophe that `guarded` put there."""
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell
