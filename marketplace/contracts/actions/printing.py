"""A printed document is kept once and never rendered again."""

from marketplace.contracts.models import Deal, Document, DocumentKind, Revision
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.ids import public_id


def keep_document(deal: Deal, kind: DocumentKind, language: str, *, sha256: str, pages: int) -> Document:
    """Register a printed file of a deal; the second time for the same kind and language does nothing.

    sha256: of the file, already in the store
    """
    known = deal.document(kind, language)
    if known is not None:
        return known
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
