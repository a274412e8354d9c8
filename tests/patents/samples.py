"""Sample arguments for the addresses of patents, merged into tests/samples.py."""

from datetime import date
from typing import Any

from marketplace.accounts.models import User
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.files import keep
from marketplace.patents.models import (
    Encumbrance,
    EncumbranceKind,
    EvaluationReport,
    ImportStatus,
    PatentImport,
    PatentKind,
    ReportConclusion,
)
from tests.cast import Cast
from tests.makers import make_patent

Arguments = dict[str, Any]


def _owner(cast: Cast, own: bool) -> User:
    return cast.university if own else cast.workshop


def _patent(cast: Cast, own: bool) -> Arguments:
    patent = make_patent(_owner(cast, own).organisation)
    db.session.commit()
    return {"number": patent.number}


def _reported(cast: Cast, own: bool) -> Arguments | None:
    if not own:
        return None
    patent = make_patent(cast.university.organisation, kind=PatentKind.UTILITY_MODEL)
    scan = keep(b"report", "report.pdf", "application/pdf", None, "evaluation_report")
    report = EvaluationReport(
        patent_id=patent.id, issued_on=date(2024, 1, 2), conclusion=ReportConclusion.POSITIVE, file=scan.sha256
    )
    db.session.add(report)
    db.session.commit()
    return {"number": patent.number}


def _pledged(cast: Cast, own: bool) -> Arguments:
    patent = make_patent(_owner(cast, own).organisation)
    scan = keep(b"consent", "consent.pdf", "application/pdf", None, "pledge_consent")
    pledge = Encumbrance(
        patent_id=patent.id,
        kind=EncumbranceKind.PLEDGE,
        party="样例银行",
        starts_on=date(2024, 1, 2),
        consent_on=date(2024, 1, 3),
        consent_file=scan.sha256,
    )
    db.session.add(pledge)
    db.session.commit()
    return {"number": patent.number, "encumbrance_id": pledge.id}


def _import(cast: Cast, own: bool) -> Arguments:
    user = _owner(cast, own)
    row = PatentImport(
        organisation_id=user.organisation_id,
        user_id=user.id,
        file="a" * 64,
        file_name="台账.csv",
        good_rows=1,
        total_rows=1,
        status=ImportStatus.PREVIEWED,
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.commit()
    return {"import_id": row.id}


def _csv(_cast: Cast, own: bool) -> Arguments | None:
    return {"ending": "csv"} if own else None


SAMPLES = {
    "patents.show": lambda cast, own: _patent(cast, own) if own else None,
    "patents.take_away": _csv,
    "patents.empty_table": _csv,
    "patents.report_file": _reported,
    "patents.consent_file": _pledged,
    "patents.lift": _pledged,
    "patents.show_import": _import,
    "patents.confirm_import": _import,
    "patents.import_remarks": lambda cast, own: _import(cast, own) | {"ending": "csv"},
    **{f"patents.{name}": _patent for name in ("event", "encumbrance", "report", "annuity", "plain")},
}
