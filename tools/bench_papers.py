"""A contract on paper: cold, warm, two printers at work, what they weigh; signing and checking it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time
from pathlib import Path

from marketplace.accounts.models import User
from marketplace.contracts import actions, documents
from marketplace.contracts.models import Deal, DocumentKind
from marketplace.kit import files, pdf
from marketplace.kit.db import db
from marketplace.kit.reading import Asker
from marketplace.kit.transactions import transaction
from marketplace.workflows import engine
from marketplace.workflows.ordinary_deal import ORDINARY_DEAL
from marketplace.workflows.parties import PLATFORM, Party
from tests.kills.market import firm_email, make_market
from tests.kit.pdf_samples import contract
from tools.bench_accepts import pairs
from tools.bench_table import Figure, house, middle, seconds

GOAL_MS, GOAL_A_SECOND, GOAL_MB = 300, 6, 100


def resident_mb(process: int) -> float:
    """Memory of a process, as the kernel counts it."""
    lines = (Path("/proc") / str(process) / "status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def bench(quick: bool) -> Iterator[Figure]:
    times = 8 if quick else 40
    with house("sqlite", "papers") as server, server.app().app_context():
        yield from _printing(times)
        yield from _deal(max(3, times // 8))


def _printing(times: int) -> Iterator[Figure]:
    page = contract()
    day = datetime.combine(datetime(2026, 11, 24, tzinfo=UTC), time(0), UTC)

    def printed(_number: int = 0) -> pdf.Printed:
        return pdf.render(
            page, css="contract", title="专利实施许可合同", created=day, attachment=("contract.json", b"{}")
        )

    yield Figure("contract of 8 pages and 20 patents, first of a cold printer", seconds(printed) * 1000, "ms")
    yield Figure("  warm", middle(printed, times) * 1000, "ms", most=GOAL_MS)
    with ThreadPoolExecutor(2) as two:
        list(two.map(printed, range(4)))
        spent = seconds(lambda: list(two.map(printed, range(times))))
    yield Figure("  two printers", times / spent, "/s", least=GOAL_A_SECOND)
    heaviest = max(resident_mb(child) for child in pdf.pool().children())
    yield Figure(f"  a printer's memory after {times} documents", heaviest, "MB", most=GOAL_MB)


def _deal(times: int) -> Iterator[Figure]:
    make_market(1, 1)
    firm = db.session.query(User).filter_by(email=firm_email(0)).one()
    with transaction():
        listing, terms, _firm = pairs(1)[0]
        deal = actions.accept(listing, by=db.session.get_one(User, firm.id), seen_hash=terms)
        order = documents.order_for(deal, DocumentKind.CONTRACT)
    deal = db.session.get_one(Deal, deal.id)
    spent = middle(lambda: documents.print_files(order), times) * 1000
    yield Figure("a deal's contract, both languages, signature fields, stored", spent, "ms")
    zh = documents.print_files(order)[0]
    with transaction():
        deal = db.session.get_one(Deal, deal.id)
        actions.keep_document(deal, DocumentKind.CONTRACT, "zh", sha256=zh.sha256, pages=zh.pages)
        engine.take(ORDINARY_DEAL, "print", deal, PLATFORM)
    deal = db.session.get_one(Deal, deal.id)
    firm = db.session.get_one(User, firm.id)
    yield Figure("  signed", middle(lambda: documents.sign_contract(deal, Party.LICENSEE, firm), times) * 1000, "ms")
    signed = documents.sign_contract(deal, Party.LICENSEE, firm)
    content = files.content(signed.sha256)
    checked = middle(lambda: documents.inspect(content + b"\n", [zh.sha256, signed.sha256], Asker.JOB), times) * 1000
    yield Figure("  checked", checked, "ms")
