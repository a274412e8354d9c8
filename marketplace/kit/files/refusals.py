"""Why a file is not taken, by name, in both languages."""

from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words

REASONS: dict[str, tuple[Words, Words]] = {
    "FILE_EMPTY": (
        Words("文件「%s」是空的。", "The file “%s” is empty."),
        Words("请重新选择文件。", "Choose the file again."),
    ),
    "FILE_TOO_LARGE": (
        Words("文件「%s」超过 10 MB。", "The file “%s” is larger than 10 MB."),
        Words("请压缩或拆分后再传。", "Make it smaller or split it."),
    ),
    "FILE_KIND_NOT_TAKEN": (
        Words("这里不收文件「%s」的格式。", "Files like “%s” are not taken here."),
        Words("请换成页面列出的格式。", "Use one of the formats named on the page."),
    ),
    "FILE_NOT_WHAT_IT_SAYS": (
        Words("文件「%s」的内容和扩展名不符。", "What is in “%s” is not what its name says."),
        Words("请用原来的程序另存为正确的格式。", "Save it in the right format with the program that made it."),
    ),
    "FILE_DAMAGED": (
        Words("文件「%s」打不开，可能已损坏。", "The file “%s” cannot be opened; it may be damaged."),
        Words("请检查后重新导出。", "Check it and export it again."),
    ),
    "FILE_DANGEROUS": (
        Words("文件「%s」含有病毒特征。", "The file “%s” carries the mark of a virus."),
        Words("请在安全的电脑上查杀后再传。", "Clean it before sending it again."),
    ),
    "PDF_ENCRYPTED": (
        Words("PDF「%s」已加密。", "The PDF “%s” is encrypted."),
        Words("请去掉密码后再传。", "Remove the password first."),
    ),
    "PDF_TOO_MANY_PAGES": (
        Words("PDF「%s」超过 500 页。", "The PDF “%s” has more than 500 pages."),
        Words("请拆成几份。", "Split it."),
    ),
    "PDF_HAS_SCRIPT": (
        Words("PDF「%s」里有脚本。", "The PDF “%s” carries a script."),
        Words("请打印成新的 PDF 再传。", "Print it to a new PDF."),
    ),
    "PDF_STARTS_PROGRAM": (
        Words("PDF「%s」会启动程序。", "The PDF “%s” starts a program."),
        Words("请打印成新的 PDF 再传。", "Print it to a new PDF."),
    ),
    "PDF_HAS_ATTACHMENT": (
        Words("PDF「%s」里夹带了别的文件。", "The PDF “%s” carries other files."),
        Words("请去掉附件，分开上传。", "Take them out and send them one by one."),
    ),
    "PDF_HAS_XFA": (
        Words("PDF「%s」是动态表单（XFA）。", "The PDF “%s” is a dynamic form (XFA)."),
        Words("请打印成新的 PDF 再传。", "Print it to a new PDF."),
    ),
    "PDF_SENDS_FORM": (
        Words("PDF「%s」会把表单内容发到别处。", "The PDF “%s” sends what is filled in to another place."),
        Words("请打印成新的 PDF 再传。", "Print it to a new PDF."),
    ),
    "PDF_OPENS_ADDRESS": (
        Words(
            "PDF「%s」会自己打开网址或别的文件；只有点了才打开的网页和邮件地址可以留。",
            "The PDF “%s” opens an address or a file; only links to web and mail that wait for a click may stay.",
        ),
        Words("请打印成新的 PDF 再传。", "Print it to a new PDF."),
    ),
    "PDF_HAS_MEDIA": (
        Words(
            "PDF「%s」里有音像、三维或别的动态内容。", "The PDF “%s” carries sound, film, 3D or other moving content."
        ),
        Words("请打印成新的 PDF 再传。", "Print it to a new PDF."),
    ),
    "PDF_HAS_ACTION": (
        Words(
            "PDF「%s」打开或点击时会做翻页以外的事。", "The PDF “%s” does more than turn pages when opened or clicked."
        ),
        Words("请打印成新的 PDF 再传。", "Print it to a new PDF."),
    ),
    "PDF_NESTED": (
        Words(
            "PDF「%s」里层层套了 50 层以上，查不清。", "The PDF “%s” is nested more than 50 deep and cannot be checked."
        ),
        Words("请打印成新的 PDF 再传。", "Print it to a new PDF."),
    ),
    "PDF_TOO_LARGE_INSIDE": (
        Words(
            "PDF「%s」展开后超过 512 MB，或有一处超过 128 MB。",
            "The PDF “%s” unpacks to over 512 MB, or 128 MB in one place.",
        ),
        Words("请打印成新的 PDF 再传。", "Print it to a new PDF."),
    ),
    "IMAGE_TOO_LARGE": (
        Words("图片「%s」超过 4000 万像素。", "The picture “%s” has more than 40 million pixels."),
        Words("请缩小后再传。", "Make it smaller."),
    ),
    "TABLE_TOO_LARGE_INSIDE": (
        Words("表格「%s」展开后超过 64 MB，或部件太多。", "The sheet “%s” unpacks to over 64 MB or to too many parts."),
        Words("请分成几份再传。", "Split it."),
    ),
    "TABLE_UNSAFE": (
        Words("表格「%s」里有宏、压缩包或不安全的路径。", "The sheet “%s” carries macros, archives or unsafe paths."),
        Words("请另存为普通 .xlsx。", "Save it as a plain .xlsx."),
    ),
    "TEXT_UNREADABLE": (
        Words("文件「%s」不是可读的文字表格。", "The file “%s” is not a readable text table."),
        Words("请存成 UTF-8 或 GB18030 的 CSV。", "Save it as CSV in UTF-8 or GB18030."),
    ),
}


def refuse(code: str, name: str) -> RuleBroken:
    """The refusal `code` for the file called `name`."""
    what, cure = REASONS[code]
    filled = Words(what.zh.replace("%s", name), what.en.replace("%s", name))
    return RuleBroken(filled, code=code, cure=cure, field="file")
