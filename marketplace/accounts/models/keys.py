"""What organisations and the platform sign with."""

from datetime import date, datetime

from sqlalchemy import (
    Date,
    ForeignKey,
    LargeBinary,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kit.db import Row
from marketplace.kit.moment import Moment


class SigningIdentity(Row):
    """The certificate and encrypted key the platform issued to an organisation."""

    __tablename__ = "signing_identities"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), unique=True)
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    encrypted_key: Mapped[str] = mapped_column(String(2000))
    valid_until: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(Moment)


class Authority(Row):
    """The platform's own certificate authority: root, issuing and time-stamp certificates with encrypted keys."""

    __tablename__ = "authorities"

    name: Mapped[str] = mapped_column(String(32), unique=True)
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    encrypted_key: Mapped[str] = mapped_column(String(2000))
    created_at: Mapped[datetime] = mapped_column(Moment)
