"""What is said when a limit ended a reading: what the file asked for, which limit, what to do."""

from marketplace.kit.errors import RuleBroken
from marketplace.kit.reading.complaint import Cause, Ended
from marketplace.kit.words import Words

CURES = {
    "table": Words(
        "请只留需要的行和列，另存为新的 .xlsx 或 CSV 再传。",
        "Keep only the rows and columns that matter, save them as a new .xlsx or CSV, and send that.",
    ),
    "file": Words(
        "请用原来的程序另存一份更简单的（PDF 可打印成新的 PDF），再传。",
        "Save a simpler one with the program that made it (print a PDF to a new PDF), and send that.",
    ),
}


def too_much(ended: Ended, name: str = "", kind: str = "file") -> RuleBroken:
    """The refusal for a file that wanted too much; for one that a reader stumbled over, that it is damaged.

    name: of the file, if known
    kind: file or table
    """
    zh, en = (f"文件「{name}」", f"The file “{name}”") if name else ("这个文件", "The file")
    seconds, mebibytes = ended.limits.cpu_seconds, ended.limits.memory_bytes >> 20
    if ended.cause is Cause.MEMORY:
        said = Words(
            f"{zh}打开后要占的内存超过 {mebibytes:,} MB，没有读完。",
            f"{en} asks for more than {mebibytes:,} MB of memory when opened; it was not read to its end.",
        )
        code = "FILE_TAKES_TOO_MUCH"
    elif ended.cause is Cause.FAULT:
        said = Words(f"{zh}打不开，可能已损坏。", f"{en} cannot be opened; it may be damaged.")
        code = "FILE_DAMAGED"
    else:
        said = Words(
            f"{zh}太复杂：读它用了超过 {seconds} 秒的处理时间，没有读完。",
            f"{en} is too complex: reading it took more than {seconds} seconds of processor time; it was not finished.",
        )
        code = "FILE_TAKES_TOO_LONG"
    return RuleBroken(said, code=code, cure=CURES[kind], field="file")
