"""A draft as its last page shows it: everything that will be published, each with the page that asked for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.kit.words import Words
from marketplace.listings.models import Listing
from marketplace.listings.queries import key_terms
from marketplace.listings.queries.key_terms import KeyTerm
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan, UseFirst
from marketplace.listings.rules.picture import SCOPES
from marketplace.listings.rules.terms import CONDITIONS

NOT_WRITTEN = Words("还没写", "Not written yet")
NONE = Words("没有", "None")
CHANNELS = {
    Channel.PLATFORM: (
        Words("平台报价", "Platform offer"),
        Words("普通许可，双方签合同。定了不能改。", "An ordinary licence, signed by both. It never changes."),
    ),
    Channel.STATUTORY: (
        Words("法定开放许可", "Statutory open licence"),
        Words(
            "向国家知识产权局声明，谁来都是这个价。定了不能改。",
            "Declared to the patent office, one price for anyone. It never changes.",
        ),
    ),
}
HELD_BACK = Words("内部用，不公布", "For ourselves, not published")
NEXT_OFFER = (
    Words(
        "下一页点“公布”才上架；在那之前谁也看不到。",
        "It goes out on the next page, by “Publish”; until then nobody sees it.",
    ),
    Words(
        "有人按这个条件用，会在“待办”里等您；合同照这里的条件印好，双方签了才生效。",
        "When somebody takes it, it waits for you under “To do”. The contract is printed from these terms; it binds "
        "once both have signed.",
    ),
    Words(
        "公布以后还能改价、暂停、收起；已经签的合同照旧。",
        "You may change the price, pause or close it later; contracts already signed stay as they are.",
    ),
)
NEXT_CHECKED = (
    Words("下一页点“送核查”，市局看过交省局，省局看过就上架。", "Next it goes to the city office, then the province."),
    *NEXT_OFFER[1:],
)
NEXT_VERSION = (
    Words("下一页点“公布新条件”，新的一版当天生效。", "Confirm on the next page; the new version holds from today."),
    Words("已经签的合同照原来的条件。", "Contracts already signed keep the terms they were made from."),
)
NEXT_DECLARATION = (
    Words(
        "打印声明表（在这份声明的页面上），盖章后交国家知识产权局。",
        "Print the declaration form (from the page of this listing), seal it and file it with the patent office.",
    ),
    Words(
        "交了以后，在下一页点“声明已递交”；公告出来，再回来填声明编号和公告日期，就能被找到。",
        "Once filed, say so on the next page. When it is announced, enter its number and day; then it is found.",
    ),
    Words(
        "谁来都是这个价：书面通知送到、钱付到，许可当天生效。",
        "One price for anyone: a licence begins the day both notice and payment have arrived.",
    ),
)


@dataclass(frozen=True)
class Answer:
    """section, field: the page of the draft that asks for it and its question; empty where it is settled elsewhere"""

    question: Words
    paragraphs: tuple[Words, ...]
    section: str = ""
    field: str = ""


@dataclass(frozen=True)
class Group:
    title: Words
    answers: tuple[Answer, ...]


def _same(text: str) -> Words:
    return Words(text, text)


def _typed(text: str, otherwise: Words = NOT_WRITTEN) -> tuple[Words, ...]:
    """What was typed, line by line."""
    return tuple(_same(one) for one in text.splitlines() if one.strip()) or (otherwise,)


def groups(listing: Listing) -> tuple[Group, ...]:
    """All that the world will read, in the order of the draft's pages."""
    return (
        Group(Words("挂什么", "What you offer"), _what(listing)),
        Group(Words("怎么收钱", "How it is paid"), _fee(listing)),
        Group(Words("用多久，给谁用", "How long, for whom"), _licence(listing)),
        Group(Words("条件", "Conditions"), _conditions(listing)),
        Group(Words("找谁问（会公布）", "Whom to ask (published)"), _contact(listing)),
    )


def _what(listing: Listing) -> tuple[Answer, ...]:
    patents = tuple(
        Words(
            f"{one.title}（ZL{one.number}，{one.kind.label.zh}）", f"{one.title} (ZL{one.number}, {one.kind.label.en})"
        )
        for one in listing.patents
    )
    return (
        Answer(Words("专利", "Patents"), patents, "new"),
        Answer(Words("一句话说明", "What it does"), _typed(listing.plain), "plain"),
        Answer(Words("通道", "Channel"), CHANNELS[listing.channel], "new"),
        Answer(Words("持有人", "Holder"), (_same(listing.holder.name),)),
    )


def _fee(listing: Listing) -> tuple[Answer, ...]:
    plan = listing.plan
    if plan is None:
        return (Answer(Words("价格", "Price"), (NOT_WRITTEN,), "fee"),)
    headline, sentence = plan.headline(), plan.sentence()
    found = [
        Answer(
            Words("价格", "Price"),
            (
                Words(f"{headline.figure.zh} {headline.what.zh}", f"{headline.figure.en} {headline.what.en}"),
                Words(f"{sentence.zh}。", f"{sentence.en[:1].upper()}{sentence.en[1:]}."),
            ),
            "fee",
        ),
        Answer(Words("先用后付", "Use first, pay later"), _use_first(plan, plan.use_first), "fee", "has_use_first"),
    ]
    if plan.kind.value != "free":
        found.append(Answer(Words("报账和付款", "Stating and paying"), (_days(plan),), "fee", "payment_due_days"))
    found.append(Answer(Words("合同里这样写", "In the contract"), plan.clause(listing.channel), "fee"))
    if listing.channel is Channel.STATUTORY or listing.fee_basis_note:
        note = _typed(listing.fee_basis_note)
        hint = () if listing.channel is Channel.STATUTORY else (HELD_BACK,)
        found.append(
            Answer(Words("费用怎么算出来的", "How the fee was worked out"), (*note, *hint), "fee", "basis_note")
        )
    return tuple(found)


def _use_first(plan: FeePlan, terms: UseFirst | None) -> tuple[Words, ...]:
    if terms is None:
        return (Words("没有，从合同生效起付", "No: paid from the day the contract takes effect"),)
    span, trigger, days = terms.span, terms.trigger.plain(), terms.exit_notice_days
    allowed = SCOPES[terms.scope]
    leaving = Words("不付钱", "nothing is paid")
    if plan.entry_fee_fen:
        leaving = Words("入门费不退，别的不付", "the entry fee stays paid, nothing else is")
    return (
        Words(f"{span.zh}，{allowed.zh}", f"Free for {span.en}. {allowed.en}"),
        Words(f"{trigger.zh}，开始付钱。", f"Payment begins {trigger.en}."),
        Words(
            f"在那之前提前 {days} 日可以退出，{leaving.zh}。",
            f"Before that, {days} days' notice to leave; {leaving.en}.",
        ),
    )


def _days(plan: FeePlan) -> Words:
    days, stated, cycle = plan.payment_due_days, plan.statement_due_days, plan.statement_cycle.words
    if plan.royalty is None:
        return Words(f"到期起 {days} 日内付", f"Paid within {days} days")
    return Words(
        f"每{cycle.zh}结束后 {stated} 日内报销售额，报完 {days} 日内付",
        f"Sales stated within {stated} days of each {cycle.en}, paid within {days} days of the statement",
    )


def _from(term: KeyTerm, section: str) -> Answer:
    return Answer(term.name, term.whole, section if term.field else "", term.field)


def _licence(listing: Listing) -> tuple[Answer, ...]:
    if not listing.term_months:
        return (Answer(Words("期限", "Term"), (NOT_WRITTEN,), "term"),)
    licence = {"acts": listing.acts, "field": listing.field, "term_months": listing.term_months}
    found = [_from(one, "term") for one in (key_terms.term(licence), key_terms.scope(licence))]
    if listing.channel is Channel.STATUTORY:
        anyone = Words("任何人，不限数量，不限行业", "Anyone, without limit, in any field")
        return (*found, Answer(Words("谁能用", "For whom"), (anyone,)))
    limits = {one.field: one for one in key_terms.for_whom(listing.small_only, listing.quota)}
    usual = (
        KeyTerm(Words("谁能用", "For whom"), Words("不限企业大小", "Firms of any size"), field="small_only"),
        KeyTerm(Words("名额", "Places"), Words("不限几家", "No limit"), field="quota"),
    )
    return (*found, *(_from(limits.get(one.field, one), "term") for one in usual))


def _conditions(listing: Listing) -> tuple[Answer, ...]:
    if not listing.conditions:
        return (Answer(Words("条件", "Conditions"), (NOT_WRITTEN,), "conditions"),)
    written = {**CONDITIONS, **listing.conditions}
    found = [_from(one, "conditions") for one in (*key_terms.what_comes_with_it(written), *key_terms.other(written))]
    if listing.channel is Channel.STATUTORY:
        matters = Words("其他要公告的", "Other matters announced")
        found.append(Answer(matters, _typed(listing.other_matters, NONE), "conditions", "other_matters"))
    return tuple(found)


def _contact(listing: Listing) -> tuple[Answer, ...]:
    left_out = Words("没留，不公布", "Left out, not published")
    rows = (
        (Words("联系人", "Contact person"), listing.contact_name, NOT_WRITTEN, "contact_name"),
        (Words("电话", "Telephone"), listing.contact_phone, left_out, "contact_phone"),
        (Words("邮箱", "E-mail"), listing.contact_email, left_out, "contact_email"),
    )
    return tuple(Answer(name, _typed(text, otherwise), "conditions", field) for name, text, otherwise, field in rows)


def what_happens_next(listing: Listing) -> Sequence[Words]:
    """After the button of the last page."""
    if listing.channel is Channel.STATUTORY:
        return NEXT_DECLARATION
    if listing.versions:
        return NEXT_VERSION
    return NEXT_CHECKED if listing.needs_office_check else NEXT_OFFER
