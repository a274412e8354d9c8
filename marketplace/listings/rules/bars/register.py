"""Bars that the patent register decides: what lies on the patent and whether it lives."""

from collections.abc import Callable
from datetime import date, timedelta

from marketplace.kit.words import Words
from marketplace.listings.rules import law
from marketplace.listings.rules.bars.rule import BOTH, Problem, Rule, always, day_words
from marketplace.listings.rules.bars.samples import TODAY, bad, burdened, changed, good, happened
from marketplace.listings.rules.facts import (
    Annuity,
    Encumbrance,
    EncumbranceKind,
    ListingFacts,
    PatentFacts,
    StatusCode,
)

Finder = Callable[[ListingFacts], tuple[Problem, ...]]


def each_patent(find: Callable[[PatentFacts, ListingFacts], Problem | None]) -> Finder:
    """A rule about one patent, asked of all patents of the listing."""

    def found(facts: ListingFacts) -> tuple[Problem, ...]:
        return tuple(one for one in (find(patent, facts) for patent in facts.patents) if one is not None)

    return found


def _until(one: Encumbrance) -> Words:
    if one.until is None:
        return Words("没有写到期日", "no end is known")
    last = day_words(one.until)
    return Words(f"到 {last.zh}", f"until {last.en}")


def exclusive(patent: PatentFacts, facts: ListingFacts) -> Problem | None:
    found = patent.in_force(facts.today, EncumbranceKind.EXCLUSIVE, EncumbranceKind.SOLE)
    if not found:
        return None
    one = max(found, key=lambda each: each.until or date.max)
    name = ("独占", "an exclusive") if one.kind is EncumbranceKind.EXCLUSIVE else ("排他", "a sole")
    cure = None
    if one.until is not None:
        free = day_words(one.until + timedelta(days=1))
        cure = Words(
            f"{free.zh}起可以公布，或者请对方改为普通许可。",
            f"It can be published from {free.en}, or ask them to change it to an ordinary licence.",
        )
    message = Words(
        f"专利 {patent.number} 有{name[0]}许可在身，{_until(one).zh}。",
        f"Patent {patent.number} is under {name[1]} licence, {_until(one).en}.",
    )
    return Problem(message, "patents", cure)


def suspended(patent: PatentFacts, facts: ListingFacts) -> Problem | None:
    event = patent.latest(facts.today, StatusCode.SUSPENDED, StatusCode.RESUMED)
    held = patent.in_force(facts.today, EncumbranceKind.PRESERVATION)
    if held:
        since = day_words(held[0].since)
        message = Words(
            f"专利 {patent.number} 自 {since.zh}起被法院保全，{_until(held[0]).zh}。",
            f"Patent {patent.number} has been under court preservation since {since.en}, {_until(held[0]).en}.",
        )
        return Problem(message, "patents")
    if event is None or event.code is StatusCode.RESUMED:
        return None
    since = day_words(event.on)
    return Problem(
        Words(
            f"专利 {patent.number} 的有关程序自 {since.zh}起中止。",
            f"Proceedings on patent {patent.number} have been suspended since {since.en}.",
        ),
        "patents",
    )


NOTE_THE_YEAR = Words(
    "打开这件专利的页面，在“年费”写明缴到第几年。",
    "Open the patent's page and note, under annuities, the year paid through.",
)


def annuity(patent: PatentFacts, facts: ListingFacts) -> Problem | None:
    paid_until = patent.annuity_paid_until
    ran_out = paid_until is not None and paid_until < facts.today
    if patent.annuity is Annuity.PAID and not ran_out:
        return None
    state = {
        Annuity.LATE: Words("在滞纳期内", "is in the late period"),
        Annuity.UNPAID: Words("没有缴", "is not paid"),
        Annuity.UNKNOWN: Words("缴没缴还不清楚", "is not known to be paid"),
    }.get(patent.annuity, Words("已经过期", "has run out"))
    last = day_words(paid_until) if paid_until else None
    paid = Words(f"，只缴到 {last.zh}", f"; paid until {last.en}") if last else Words("", "")
    return Problem(
        Words(f"专利 {patent.number} 的年费{state.zh}{paid.zh}。", f"Annuity of {patent.number} {state.en}{paid.en}."),
        "patents",
        cure=NOTE_THE_YEAR if patent.annuity is Annuity.UNKNOWN else None,
    )


def annuity_paid(facts: ListingFacts) -> Words:
    days = [one.annuity_paid_until for one in facts.patents if one.annuity_paid_until]
    if not days:
        return Words("年费已缴", "The annuity is paid")
    last = day_words(min(days))
    return Words(f"年费已缴到 {last.zh}", f"The annuity is paid until {last.en}")


def pledged(patent: PatentFacts, facts: ListingFacts) -> Problem | None:
    for one in patent.in_force(facts.today, EncumbranceKind.PLEDGE):
        if one.consent_on is None or one.consent_on > facts.today:
            whose = Words(f"质押给{one.note}", f"pledged to {one.note}") if one.note else Words("已质押", "pledged")
            return Problem(
                Words(
                    f"专利 {patent.number} {whose.zh}，还没有质权人的书面同意。",
                    f"Patent {patent.number} is {whose.en} without the pledgee's written consent.",
                ),
                "patents",
            )
    return None


ENDINGS = (StatusCode.LAPSED, StatusCode.ABANDONED, StatusCode.EXPIRED, StatusCode.RESTORED)
ENDED = {
    StatusCode.LAPSED: Words("因未缴年费终止", "lapsed for an unpaid annuity"),
    StatusCode.ABANDONED: Words("已放弃", "was abandoned"),
    StatusCode.EXPIRED: Words("期限届满", "expired"),
}


def terminated(patent: PatentFacts, facts: ListingFacts) -> Problem | None:
    event = patent.latest(facts.today, *ENDINGS)
    if event is not None and event.code in ENDED:
        how, day = ENDED[event.code], day_words(event.on)
    elif patent.expires_on is not None and patent.expires_on < facts.today:
        how, day = ENDED[StatusCode.EXPIRED], day_words(patent.expires_on)
    else:
        return None
    return Problem(
        Words(f"专利 {patent.number} 于 {day.zh}{how.zh}。", f"Patent {patent.number} {how.en} on {day.en}."), "patents"
    )


def invalid(patent: PatentFacts, facts: ListingFacts) -> Problem | None:
    event = patent.latest(facts.today, StatusCode.INVALID_FULL, StatusCode.RESTORED)
    if event is None or event.code is StatusCode.RESTORED:
        return None
    day = day_words(event.on)
    return Problem(
        Words(
            f"专利 {patent.number} 于 {day.zh}被宣告全部无效。",
            f"Patent {patent.number} was declared wholly invalid on {day.en}.",
        ),
        "patents",
    )


def obstacle(patent: PatentFacts, facts: ListingFacts) -> Problem | None:
    for one in patent.in_force(facts.today, EncumbranceKind.OTHER):
        what = one.note or "没有写明"
        return Problem(
            Words(
                f"专利 {patent.number} 有妨碍实施的情形：{what}。",
                f"Something hinders the use of patent {patent.number}: {one.note or 'not described'}.",
            ),
            "patents",
        )
    return None


REGISTER = Words("专利登记簿", "the patent register")
NEXT_DAY = date(2026, 11, 25)

REGISTER_RULES = (
    Rule(
        "EXCLUSIVE_LICENCE_IN_FORCE",
        Words("没有独占或排他许可在身", "No exclusive or sole licence in force"),
        (law.RULES_86_EXCLUSIVE,),
        BOTH,
        Words("独占、排他许可的起止日", "first and last day of exclusive and sole licences"),
        Words("等它到期，或者请对方改为普通许可。", "Wait until it ends, or ask them to change it."),
        each_patent(exclusive),
        always("没有独占或排他许可在身", "No exclusive or sole licence is in force"),
        (
            good("昨天到期", "ended yesterday", burdened(EncumbranceKind.EXCLUSIVE, until=date(2026, 11, 23))),
            bad("今天是最后一天", "today is its last day", burdened(EncumbranceKind.EXCLUSIVE, until=TODAY)),
            bad("排他许可，没有到期日", "a sole licence without an end", burdened(EncumbranceKind.SOLE)),
        ),
        note=Words("已有独占或排他许可，再给普通许可就是违约。", "A further ordinary licence would breach it."),
    ),
    Rule(
        "PROCEDURE_SUSPENDED",
        Words("没有因权属争议或保全中止", "No suspension for an ownership dispute or preservation"),
        (law.RULES_86_SUSPENDED,),
        BOTH,
        REGISTER,
        Words("等程序恢复后再公布。", "Publish after proceedings resume."),
        each_patent(suspended),
        always("没有因权属争议或保全中止", "No proceedings are suspended"),
        (
            good(
                "中止后已恢复",
                "suspended, then resumed",
                happened((StatusCode.SUSPENDED, date(2025, 1, 6)), (StatusCode.RESUMED, date(2026, 1, 6))),
            ),
            bad("正在中止", "suspended", happened((StatusCode.SUSPENDED, date(2026, 6, 1)))),
            bad("法院保全中", "under preservation", burdened(EncumbranceKind.PRESERVATION, until=date(2027, 3, 1))),
        ),
    ),
    Rule(
        "ANNUITY_UNPAID",
        Words("年费已按规定缴纳", "Annuity paid as required"),
        (law.RULES_86_ANNUITY,),
        BOTH,
        Words("年费缴到哪一天", "the day the annuity is paid until"),
        Words("补缴年费和滞纳金，登记簿更新后再公布；草稿留着。", "Pay it with any surcharge; the draft is kept."),
        each_patent(annuity),
        annuity_paid,
        (
            good("缴到今天", "paid until today", changed(annuity_paid_until=TODAY)),
            bad("昨天起没有缴", "ran out yesterday", changed(annuity_paid_until=date(2026, 11, 23))),
            bad("在滞纳期内", "in the late period", changed(annuity=Annuity.LATE)),
        ),
        note=Words("滞纳期内还没有补缴的，按没有缴纳算。", "In the six months of grace it counts as unpaid."),
    ),
    Rule(
        "PLEDGED_NO_CONSENT",
        Words("没有质押，或质权人已同意", "Not pledged, or the pledgee consents"),
        (law.RULES_86_PLEDGE, law.CC_444),
        BOTH,
        Words("质押登记和质权人的书面同意", "pledges and the pledgee's written consent"),
        Words("请质权人出具书面同意并上传。", "Get the pledgee's written consent and upload it."),
        each_patent(pledged),
        always("没有质押，或质权人已书面同意", "Not pledged, or the pledgee consents in writing"),
        (
            good("质权人今天同意", "consent given today", burdened(EncumbranceKind.PLEDGE, consent_on=TODAY)),
            bad("没有同意", "no consent", burdened(EncumbranceKind.PLEDGE, note="样例银行")),
            bad("同意书日期在以后", "consent dated later", burdened(EncumbranceKind.PLEDGE, consent_on=NEXT_DAY)),
        ),
    ),
    Rule(
        "TERMINATED",
        Words("专利权没有终止", "The patent has not ended"),
        (law.GL_TERMINATED, law.PL_44),
        BOTH,
        REGISTER,
        Words("终止了的专利谁都可以用，不能再许可。恢复权利后可以再来。", "Anyone may use it. Restore it first."),
        each_patent(terminated),
        always("专利权有效", "The patent is in force"),
        (
            good("今天是最后一天", "today is its last day", changed(expires_on=TODAY)),
            bad("昨天期满", "expired yesterday", changed(expires_on=date(2026, 11, 23))),
            bad("已放弃", "abandoned", happened((StatusCode.ABANDONED, TODAY))),
        ),
    ),
    Rule(
        "INVALID_FULL",
        Words("没有被宣告全部无效", "Not declared wholly invalid"),
        (law.GL_INVALID,),
        BOTH,
        REGISTER,
        Words("被宣告全部无效的专利视为自始不存在，不能许可。", "It counts as never granted and cannot be licensed."),
        each_patent(invalid),
        always("没有被宣告全部无效", "Not declared wholly invalid"),
        (
            good("部分无效", "partly invalid", happened((StatusCode.INVALID_PARTIAL, date(2026, 3, 2)))),
            bad("全部无效", "wholly invalid", happened((StatusCode.INVALID_FULL, date(2026, 3, 2)))),
        ),
    ),
    Rule(
        "OTHER_OBSTACLE",
        Words("没有其他妨碍实施的情形", "Nothing else hinders its use"),
        (law.RULES_86_OTHER,),
        BOTH,
        Words("登记在案的其他情形", "other obstacles on record"),
        Words("情形消除后再公布。", "Publish once it is gone."),
        each_patent(obstacle),
        always("没有其他妨碍实施的情形", "Nothing else hinders its use"),
        (
            good("情形昨天消除", "gone yesterday", burdened(EncumbranceKind.OTHER, until=date(2026, 11, 23))),
            bad("实施受阻", "use is hindered", burdened(EncumbranceKind.OTHER, note="产品被责令停产")),
        ),
    ),
)
