"""Why a document is not printed, said in both languages."""

from marketplace.kit.errors import Refusal, RuleBroken, TooMany
from marketplace.kit.words import Words


class PdfRefused(RuleBroken):
    """The text cannot be printed as it is."""


class PdfTooSlow(PdfRefused):
    """Laying the document out took more processor time than the limit; it was stopped."""


class PdfUnanswered(Refusal):
    """The printer hung; it was ended and replaced. The document need not be to blame."""

    status = 503


class PdfBusy(TooMany):
    """All printers were busy for longer than anyone should wait."""


class PrinterMissing(RuntimeError):
    """A system library is not installed; the message is the line that cures it."""


SHORTER = Words("请缩短正文或拆成附件后再试。", "Shorten the text or move parts into annexes, then try again.")


def too_slow(seconds: int) -> PdfTooSlow:
    return PdfTooSlow(
        Words(
            f"这份文件排版用去的处理器时间超过 {seconds} 秒，已停止，没有生成。",
            f"Laying out this document took more than {seconds} seconds of processor time; "
            "it was stopped and nothing was made.",
        ),
        code="PDF_TOO_SLOW",
        cure=SHORTER,
    )


def unanswered() -> PdfUnanswered:
    return PdfUnanswered(
        Words(
            "打印程序没有回应，已重新启动，这份文件没有生成。",
            "The printer gave no answer and was started anew; this document was not made.",
        ),
        code="PDF_UNANSWERED",
        cure=Words(
            "请过几分钟再试；还不行，请打帮助电话。",
            "Try again in a few minutes; if it fails again, call the help line.",
        ),
    )


def busy() -> PdfBusy:
    return PdfBusy(
        Words("正在生成的文件太多，请一分钟后再试。", "Too many documents are being made; try again in a minute."),
        code="PDF_BUSY",
    )


def refused(code: str, what: str) -> PdfRefused:
    """The refusal for a worker's answer.

    code: glyphs, fetch, attachment, element, span, depth, size
    what: the characters, the address, the element
    """
    message, cure = {
        "glyphs": (
            Words(f"这些字打印不出来：{what}", f"These characters cannot be printed: {what}"),
            Words("请换用通用规范汉字，或联系我们补字。", "Use a standard character, or ask us to add it."),
        ),
        "fetch": (
            Words(f"文件不得引用外部资源：{what}", f"A document may not fetch anything: {what}"),
            Words("请删去该引用。", "Remove the reference."),
        ),
        "attachment": (
            Words("正文不得夹带附件。", "The text may not carry attachments."),
            Words("请删去该链接。", "Remove the link."),
        ),
        "element": (
            Words(f"正文含有不允许的内容：<{what}>", f"The text holds something not allowed: <{what}>"),
            Words("请只用文字。", "Use plain text only."),
        ),
        "span": (
            Words(f"表格跨行跨列太大：{what}", f"A table cell spans too far: {what}"),
            Words("请改为 100 以内。", "Keep it to 100 or less."),
        ),
        "depth": (Words("正文层级太深，无法排版。", "The text is nested too deeply to be laid out."), SHORTER),
        "size": (Words("文件太大，无法排版。", "The document is too large to be laid out."), SHORTER),
    }[code]
    return PdfRefused(message, code=f"PDF_{code.upper()}", cure=cure)
