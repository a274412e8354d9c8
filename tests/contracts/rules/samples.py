"""Terms to test with: one platform deal, one open licence, as plain JSON objects that a test may change."""

from copy import deepcopy
from typing import Any

from marketplace.contracts.rules.snapshot import Terms, terms_from_json
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan

USE_FIRST = {
    "kind": "royalty",
    "royalty": {"rate_ppm": 30_000, "rungs": [], "minimum_fen_a_year": 1_200_000, "cap_fen": 30_000_000},
    "use_first": {
        "free_months": 12,
        "scope": "trial",
        "trigger": {
            "combine": "earliest",
            "conditions": [{"kind": "first_sale"}, {"kind": "after_months", "months": 12}],
        },
        "exit_notice_days": 15,
    },
}
LUMP_SUM = {"kind": "lump_sum", "amount_fen": 6_800_000}
FREE = {"kind": "free"}
ENTRY = {
    "kind": "entry_and_royalty",
    "entry_fee_fen": 500_000,
    "royalty": {"rate_ppm": 20_000, "rungs": [], "minimum_fen_a_year": 0, "cap_fen": None},
}

_PATENTS: list[dict[str, Any]] = [
    {
        "number": "ZL201710013739.X",
        "title": "一种可变阴极面积的微弧氧化装置及表面处理方法",
        "kind": "invention",
        "patentees": ["北岚装备集团有限公司"],
        "filed_on": "2017-01-09",
        "granted_on": "2019-04-16",
        "expires_on": "2037-01-08",
        "main_ipc": "C25D11/02",
    },
    {
        "number": "ZL202022360603.6",
        "title": "铝件表面硬化用夹持工装",
        "kind": "utility_model",
        "patentees": ["北岚装备集团有限公司", "沈阳浑河工业大学"],
        "filed_on": "2020-10-21",
        "granted_on": "2021-06-18",
        "expires_on": "2030-10-20",
        "main_ipc": "C25D17/06",
    },
]
_PLATFORM: dict[str, Any] = {
    "schema": "jingzhe.terms/1",
    "deal": "XK-2026-000001",
    "channel": "platform",
    "sample": True,
    "agreed_on": "2026-11-24",
    "clauses_version": "2026-11",
    "listing": {
        "number": "PT-2026-000123",
        "version": 1,
        "terms_hash": "9f" * 32,
        "declaration_no": None,
        "announced_on": None,
    },
    "licensor": {
        "name": "北岚装备集团有限公司",
        "uscc": "91110000600037341L",
        "address": "辽宁省沈阳市铁西区开发大路 1 号",
        "representative": "周明远",
        "contact": "赵岩",
        "phone": "024-0000-0000",
        "email": "ip@beilan.example",
        "bank": "样例银行沈阳铁西支行",
        "account": "0000 1111 2222 3333",
    },
    "licensee_verified": True,
    "licensee": {
        "name": "沈阳晨犁精工有限公司",
        "uscc": "91350100M000100Y43",
        "address": "辽宁省沈阳市浑南区创新路 8 号",
        "representative": "陈立",
        "contact": "王一",
        "phone": "024-1111-0000",
        "email": "office@chenli.example",
        "bank": "",
        "account": "",
    },
    "patents": _PATENTS,
    "licence": {
        "type": "ordinary",
        "acts": ["make", "use", "offer", "sell", "import"],
        "territory": "CN",
        "field": "",
        "sublicence": False,
        "term_months": 60,
    },
    "conditions": {
        "materials": "工艺规程、装置图纸、电解液配方说明各一份。",
        "support": "现场指导两次，每次不超过两日。",
        "improvements": "owner_improver",
        "audit_times_a_year": 1,
        "audit_notice_days": 15,
        "late_penalty_ppm_a_day": 500,
        "dispute": "court",
        "dispute_body": "甲方住所地有管辖权的人民法院",
        "other": "",
    },
    "price_includes_vat": True,
}


def platform(plan: dict[str, Any] | None = None) -> dict[str, Any]:
    """A platform deal with the plan, use first and pay later without one."""
    return _with_plan(deepcopy(_PLATFORM), plan or USE_FIRST, Channel.PLATFORM)


def statutory(plan: dict[str, Any] | None = None) -> dict[str, Any]:
    """An open licence with the plan, an entry fee and a royalty without one."""
    source = deepcopy(_PLATFORM)
    source["channel"], source["patents"] = "statutory", source["patents"][:1]
    source["licence"]["type"] = "open"
    source["listing"] |= {"number": "KF-2026-000007", "declaration_no": "样例-2026-0007", "announced_on": "2026-09-01"}
    return _with_plan(source, plan or ENTRY, Channel.STATUTORY)


def _with_plan(source: dict[str, Any], plan: dict[str, Any], channel: Channel) -> dict[str, Any]:
    whole = FeePlan.from_json(plan)
    source["fee_plan"] = whole.to_json()
    source["fee_clause"] = [words.to_json() for words in whole.clause(channel)]
    return source


def terms(source: dict[str, Any] | None = None) -> Terms:
    return terms_from_json(source or platform())
