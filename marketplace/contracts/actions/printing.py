"""A printed document is kept once and never rendered again; a deal that could not be printed does not begin."""

import json

from marketplace.contracts.models import Deal, Document, DocumentKind, Revision
from marketplace.kit import clock, files
from marketplace.kit.db import db
from marketplace.kit.errors import RuleBroken
from marketplace.kit.ids import public_id
from marketplace.kit.pdf import glyphs_missing
from marketplace.kit.pdf.typefaces import named
from marketplace.kit.words import Words


def check_printable(deal: Deal) -> None:
    """Raises RuleBroken when a character of the terms is in none of our typefaces: a contract shows no empty boxes."""
    missing = glyphs_missing(json.dumps([deal.terms, deal.notice], ensure_ascii=False))
    if missing:
        what = named(missing)
        raise RuleBroken(
            Words(
                f"合同里有我们还印不出的字：{what.zh}。什么都没有开始，您不欠任何人什么。",
                f"The contract holds characters we cannot print yet: {what.en}. Nothing was begun, nothing is owed.",
            ),
            code="PDF_GLYPHS",
            cure=Words("打帮助电话报出这些字，我们补上后再来。", "Call the help line; once we added them, come back."),
        )


def keep_document(deal: Deal, kind: DocumentKind, language: str, *, sha256: str, pages: int) -> Document:
    """Register a printed file of a deal; the second time for the same kind and language does nothing.

    sha256: of the file, already in the store
    """
    known = deal.document(kind, language)
    if known is not None:
        return known
    files.register(sha256, "application/pdf", kind.value, deal.licensor_id)
    document = Document(
        public_id=public_id(),
        deal_id=deal.id,
        kind=kind,
        language=language,
        unsigned_sha256=sha256,
        sha256=sha256,
        pages=pages,
        created_at=clock.now(),
        revisions=[Revision(sha256=sha256, at=clock.now())],
    )
    deal.documents.append(document)
    db.session.flush()
    return document
