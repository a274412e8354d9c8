"""The declaration form of a patent open licence (专利开放许可声明), as plain values for printing.

Fields: Patent Law art. 50, Implementing Rules art. 85, Guidelines for Patent Examination part V chapter 11.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from marketplace.kit.words import Words

ATTACHED = Words("见附页", "See the attachment")
NOT_GIVEN = Words("／", "／")
TITLE = Words("专利开放许可声明", "Declaration of a Patent Open Licence")
TRANSLATION = Words("", "English translation of the Chinese declaration. The Chinese text prevails.")
KINDS = {
    "invention": Words("发明", "Invention"),
    "utility_model": Words("实用新型", "Utility model"),
    "design": Words("外观设计", "Design"),
}
COMMITMENTS = (
    Words(
        "专利权人自愿声明，愿意许可任何单位或者个人在中华人民共和国境内按照本声明实施上列专利。",
        "The patentee declares of its own free will that it is willing to license any entity or individual to exploit "
        "the patent above in the People's Republic of China on the terms of this declaration.",
    ),
    Words(
        "专利权人承诺，本专利已经公告授权且有效，年费已经按照规定缴纳；不在独占许可或者排他许可的有效期限内；"
        "不存在因权属纠纷或者保全而中止程序的情形；已经质押的，已经取得质权人同意；不存在其他妨碍实施的情形。",
        "The patentee commits that the grant has been announced and the patent is in force with the annuities paid as "
        "required; that no exclusive or sole licence of it is in force; that no procedure is suspended for an "
        "ownership dispute or preservation; that the pledgee of a pledged patent has consented; and that nothing else "
        "hinders exploitation.",
    ),
    Words(
        "专利权人承诺，声明内容和所附材料真实、准确，不以虚假材料或者隐瞒事实的方式作出声明或者获得年费减免；"
        "出现不符合条件的情形时，及时撤回声明并告知被许可人。",
        "The patentee commits that this declaration and its attachments are true and accurate, that neither the "
        "declaration nor an annuity reduction is sought by false material or concealment, and that it will withdraw "
        "the declaration promptly and tell its licensees when a condition no longer holds.",
    ),
)
LABELS = {
    "number": Words("平台编号", "Platform number"),
    "patent_number": Words("专利号", "Patent number"),
    "title": Words("发明创造名称", "Title of the invention"),
    "kind": Words("专利类型", "Kind of patent"),
    "main_ipc": Words("主分类号", "Main classification"),
    "filed_on": Words("申请日", "Filing date"),
    "granted_on": Words("授权公告日", "Grant announced on"),
    "expires_on": Words("专利权期限届满日", "Patent expires on"),
    "patentees": Words("专利权人姓名或者名称", "Name of the patentee"),
    "fee_method": Words("许可使用费支付方式", "Method of payment"),
    "fee_standard": Words("许可使用费标准", "Standard of the fee"),
    "term": Words("专利许可期限", "Term of the licence"),
    "contact": Words("专利权人联系方式（将公告）", "Contact of the patentee (published)"),
    "other_matters": Words("其他需要明确的事项", "Other matters"),
    "fee_basis_note": Words("使用费计算依据和方式的简要说明", "Basis on which the fee was computed"),
    "evaluation_report": Words("专利权评价报告", "Patent evaluation report"),
    "co_owner_consents": Words("共有人同意的书面声明", "Written consent of the co-owners"),
    "agency": Words("专利代理机构", "Patent agency"),
    "commitments": Words("声明和承诺", "Declaration and commitments"),
    "attachments": Words("附页：使用费计算依据和方式的简要说明", "Attachment: basis of the fee"),
    "signed_by": Words("专利权人（代表人）", "Patentee (representative)"),
    "box": Words("盖章、签字", "Seal and signature"),
    "signing_date": Words("签署日期", "Date of signing"),
    "signing_date_value": Words("　　　　年　　月　　日", "year        month        day"),
    "colon": Words("：", ": "),
    "sample": Words("样例", "Sample"),
    "sample_notice": Words("样例　仅供演示，不产生法律效力", "Sample for demonstration only, without legal effect"),
}


@dataclass(frozen=True)
class Declaration:
    """What a declaration states; empty texts are struck out on the form.

    fee_standard: the fee plan's own paragraphs · fee_basis_note: up to 2,000 characters, printed as an attachment
    """

    number: str
    is_sample: bool
    patent_number: str
    title: str
    kind: str
    main_ipc: str
    filed_on: date
    granted_on: date
    expires_on: date
    patentees: tuple[str, ...]
    fee_method: Words
    fee_standard: tuple[Words, ...]
    term: Words
    contact: str
    fee_basis_note: str
    other_matters: str = ""
    evaluation_report: str = ""
    co_owner_consents: tuple[str, ...] = ()
    agency: str = ""


class Row(NamedTuple):
    label: str
    value: str


class Signatory(NamedTuple):
    role: str
    name: str
    box_id: str


@dataclass(frozen=True)
class DeclarationSheet:
    """The form in one language."""

    lang: str
    title: str
    notice: str
    head_name: str
    head_number: str
    is_sample: bool
    labels: Mapping[str, str]
    rows: tuple[Row, ...]
    commitments: tuple[str, ...]
    fee_basis_note: str
    signatory: Signatory


def build_declaration_sheet(declaration: Declaration, language: str) -> DeclarationSheet:
    """The form, in "zh" or "en" (a locale such as "zh_CN" will do)."""
    labels = {name: words.say(language) for name, words in LABELS.items()}
    rows = tuple(Row(labels[name], words.say(language)) for name, words in _rows(declaration).items())
    title = TITLE.say(language)
    return DeclarationSheet(
        lang="en" if language.startswith("en") else "zh-CN",
        title=title,
        notice=TRANSLATION.say(language),
        head_name=title,
        head_number=declaration.number + (f" · {labels['sample']}" if declaration.is_sample else ""),
        is_sample=declaration.is_sample,
        labels=labels,
        rows=rows,
        commitments=tuple(words.say(language) for words in COMMITMENTS),
        fee_basis_note=declaration.fee_basis_note.strip() or NOT_GIVEN.zh,
        signatory=Signatory(labels["signed_by"], _several(declaration.patentees).say(language), "sig-patentee"),
    )


def _rows(declaration: Declaration) -> dict[str, Words]:
    standard = declaration.fee_standard
    return {
        "number": _text(declaration.number),
        "patent_number": _text(declaration.patent_number),
        "title": _text(declaration.title),
        "kind": KINDS[declaration.kind],
        "main_ipc": _text(declaration.main_ipc),
        "filed_on": _text(declaration.filed_on.isoformat()),
        "granted_on": _text(declaration.granted_on.isoformat()),
        "expires_on": _text(declaration.expires_on.isoformat()),
        "patentees": _several(declaration.patentees),
        "fee_method": declaration.fee_method,
        "fee_standard": Words("\n".join(one.zh for one in standard), "\n".join(one.en for one in standard)),
        "term": declaration.term,
        "contact": _text(declaration.contact),
        "other_matters": _text(declaration.other_matters),
        "fee_basis_note": ATTACHED if declaration.fee_basis_note.strip() else NOT_GIVEN,
        "evaluation_report": _text(declaration.evaluation_report),
        "co_owner_consents": _several(declaration.co_owner_consents),
        "agency": _text(declaration.agency),
    }


def _text(typed: str) -> Words:
    return Words(typed, typed) if typed.strip() else NOT_GIVEN


def _several(names: tuple[str, ...]) -> Words:
    return Words("、".join(names), ", ".join(names)) if names else NOT_GIVEN
