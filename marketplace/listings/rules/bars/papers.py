"""Bars that papers decide: grant, evaluation report, co-owners, and how long the licence may run."""

from dataclasses import replace
from datetime import date

from marketplace.kit.words import Words
from marketplace.listings.rules import law
from marketplace.listings.rules.bars.register import each_patent
from marketplace.listings.rules.bars.rule import BOTH, STATUTORY_ONLY, Problem, Rule, always, day_words
from marketplace.listings.rules.bars.samples import SAMPLE_MODEL, SAMPLE_PATENT, TODAY, bad, changed, good, listing
from marketplace.listings.rules.exact import months_after, whole_months_until
from marketplace.listings.rules.facts import Conclusion, Consent, ListingFacts, Owner, PatentFacts
from marketplace.listings.rules.fee_plan.findings import Severity
from marketplace.patents.rules.kinds import PatentKind


def not_granted(patent: PatentFacts, facts: ListingFacts) -> Problem | None:
    if patent.granted_on is not None and patent.granted_on <= facts.today:
        return None
    return Problem(
        Words(f"专利 {patent.number} 还没有公告授权。", f"{patent.number} is not granted yet."),
        "patents",
    )


def report_missing(patent: PatentFacts, facts: ListingFacts) -> Problem | None:
    if patent.kind is PatentKind.INVENTION or patent.evaluation is not None:
        return None
    kind = {PatentKind.DESIGN: ("外观设计", "design")}.get(patent.kind, ("实用新型", "utility model"))
    return Problem(
        Words(
            f"{kind[0]}专利 {patent.number} 没有专利权评价报告。",
            f"The {kind[1]} {patent.number} has no patent evaluation report.",
        ),
        "patents",
    )


def report_negative(patent: PatentFacts, facts: ListingFacts) -> Problem | None:
    if patent.kind is PatentKind.INVENTION or patent.evaluation in (None, Conclusion.POSITIVE):
        return None
    if patent.evaluation is Conclusion.PARTLY_NEGATIVE:
        message = Words(
            f"专利 {patent.number} 的评价报告认为部分权利要求不符合授权条件。",
            f"The evaluation report of {patent.number} finds some claims not fit for grant.",
        )
        cure = Words("写明许可的是哪些权利要求。", "Say which claims are licensed.")
        return Problem(message, "patents", cure, Severity.WARN)
    return Problem(
        Words(
            f"专利 {patent.number} 的评价报告认为它不符合授权条件。",
            f"The evaluation report of {patent.number} finds it not fit for grant.",
        ),
        "patents",
    )


def _counts(consent: Consent | None, patent: PatentFacts, day: date) -> bool:
    return consent is not None and consent.patent_number == patent.number and consent.on <= day


def co_owners(patent: PatentFacts, facts: ListingFacts) -> Problem | None:
    day = facts.published_on or facts.today
    if len(patent.owners) < 2 or _counts(patent.owners_agreement, patent, day):
        return None
    lacking = [one for one in patent.owners if not one.declares and not _counts(one.consent, patent, day)]
    if not lacking:
        return None
    why_zh, why_en = [], []
    for one in lacking:
        zh, en = _lack(one.consent, patent)
        why_zh.append(f"{one.name}{zh}")
        why_en.append(f"{one.name} {en}")
    return Problem(
        Words(
            f"专利 {patent.number} 的共有人没有全部同意：{'，'.join(why_zh)}。",
            f"Not all owners of {patent.number} consent: {', '.join(why_en)}.",
        ),
        "patents",
    )


def _lack(consent: Consent | None, patent: PatentFacts) -> tuple[str, str]:
    if consent is None:
        return "没有书面同意", "has not consented"
    if consent.patent_number != patent.number:
        return f"的同意书写的是 {consent.patent_number}", f"consented for {consent.patent_number}"
    return f"的同意书日期是 {consent.on}，晚于公布", f"consented on {consent.on}, after publication"


def owners_agree(facts: ListingFacts) -> Words:
    most = max((len(one.owners) for one in facts.patents), default=0)
    if most < 2:
        return Words("共有人 1 家，由其声明", "One owner, who declares")
    return Words(f"共有人 {most} 家，全部同意", f"All {most} owners consent")


def beyond_patent(patent: PatentFacts, facts: ListingFacts) -> Problem | None:
    if patent.expires_on is None:
        return Problem(
            Words(f"不知道专利 {patent.number} 哪天到期。", f"The last day of {patent.number} is not known."),
            "patents",
            Words("先补上申请日或到期日。", "Enter the filing date or the last day first."),
        )
    longest, last = whole_months_until(facts.today, patent.expires_on), day_words(patent.expires_on)
    if facts.term_months <= longest and facts.today <= patent.expires_on:
        return None
    cure = Words("专利剩下不到一个月，不能再许可。", "Less than a month is left; it cannot be licensed.")
    if longest:
        end = day_words(months_after(facts.today, longest))
        cure = Words(
            f"最长可以写 {longest} 个月，到 {end.zh}。要改成 {longest} 个月吗？",
            f"The longest possible is {longest} months, until {end.en}. Change it to {longest}?",
        )
    return Problem(
        Words(
            f"许可期 {facts.term_months} 个月，会超过专利 {patent.number} 的最后一日 {last.zh}。",
            f"A term of {facts.term_months} months goes past {last.en}, the last day of {patent.number}.",
        ),
        "term_months",
        cure,
    )


def longest_term_months(facts: ListingFacts) -> int | None:
    """The most months a licence from today fits into every patent's life, None when a last day is not known."""
    days = [one.expires_on for one in facts.patents]
    known = [day for day in days if day is not None]
    if not known or len(known) < len(days):
        return None
    return whole_months_until(facts.today, min(known))


OTHER_OWNER = "样例理工大学"
OWN_NUMBER = SAMPLE_PATENT.number


def _shared(consent: Consent | None) -> ListingFacts:
    return changed(owners=(*SAMPLE_PATENT.owners, Owner(OTHER_OWNER, consent=consent)))


GRANT_RULES = (
    Rule(
        "NOT_GRANTED",
        Words("已经公告授权", "Grant announced"),
        (law.RULES_85_GRANTED,),
        BOTH,
        Words("授权公告日", "the day the grant was announced"),
        Words("授权公告以后再挂。", "List it after the grant is announced."),
        each_patent(not_granted),
        always("已经公告授权", "The grant is announced"),
        (
            good("今天公告授权", "announced today", changed(granted_on=TODAY)),
            bad("明天公告授权", "announced tomorrow", changed(granted_on=date(2026, 11, 25))),
            bad("还在审查", "still in examination", changed(granted_on=None)),
        ),
    ),
)

PAPER_RULES = (
    Rule(
        "EVAL_REPORT_MISSING",
        Words("实用新型、外观设计有评价报告", "Utility models and designs have a report"),
        (law.PL_50, law.GL_NO_REPORT),
        STATUTORY_ONLY,
        Words("专利权评价报告", "the patent evaluation report"),
        Words("向国家知识产权局请求作出评价报告，一般两个月。", "Ask the patent office for one; it takes two months."),
        each_patent(report_missing),
        always("需要评价报告的都有", "Every report that is needed is there"),
        (
            good("发明不需要", "an invention needs none", listing()),
            good("实用新型有报告", "utility model with a report", listing(SAMPLE_MODEL)),
            bad("实用新型没有报告", "utility model without", listing(replace(SAMPLE_MODEL, evaluation=None))),
        ),
    ),
    Rule(
        "EVAL_REPORT_NEGATIVE",
        Words("评价报告结论不是否定的", "The report is not negative"),
        (law.GL_BAD_REPORT,),
        BOTH,
        Words("评价报告的结论", "the report's conclusion"),
        Words("报告结论更正之前不能公布。", "It cannot be published unless the report is corrected."),
        each_patent(report_negative),
        always("没有否定的评价报告", "There is no negative report"),
        (
            good("结论肯定", "positive", listing(SAMPLE_MODEL)),
            bad("结论否定", "negative", listing(replace(SAMPLE_MODEL, evaluation=Conclusion.NEGATIVE))),
        ),
        note=Words("平台也不让买的人买到站不住的专利。", "The platform keeps buyers from patents that do not stand."),
    ),
    Rule(
        "CO_OWNER_CONSENT_MISSING",
        Words("共有人全部同意", "All co-owners consent"),
        (law.GL_CO_OWNERS,),
        BOTH,
        Words("每个共有人的书面同意，写明专利号", "each co-owner's written consent naming the patent"),
        Words("请没有同意的共有人签字或盖章，或者提交共有人之间的约定。", "Get their signatures or file an agreement."),
        each_patent(co_owners),
        owners_agree,
        (
            good("两家都同意", "both consent", _shared(Consent(TODAY, OWN_NUMBER))),
            bad("一家没有同意", "one has not", _shared(None)),
            bad("同意的是另一件", "for another patent", _shared(Consent(TODAY, "201710013739.X"))),
            bad("同意晚于公布", "later than publication", _shared(Consent(date(2026, 11, 25), OWN_NUMBER))),
        ),
        note=Words("平台报价也要全体共有人同意。", "Offers need all owners' consent as well."),
    ),
)

TERM_RULES = (
    Rule(
        "TERM_BEYOND_PATENT",
        Words("许可期在专利有效期之内", "The term lies within the patent's life"),
        (law.CC_865,),
        BOTH,
        Words("专利的最后一日和许可期", "the patent's last day and the term"),
        Words("缩短许可期。", "Shorten the term."),
        each_patent(beyond_patent),
        always("许可期在专利有效期之内", "The term lies within the patent's life"),
        (
            good("同一天到期", "ends the same day", changed(expires_on=date(2029, 11, 24))),
            bad("多出一天", "one day too long", changed(expires_on=date(2029, 11, 23))),
            bad("只剩二十天", "twenty days left", changed(expires_on=date(2026, 12, 14))),
        ),
    ),
)
