"""Settings from the environment, each with its unit; production refuses weak or missing secrets."""

import os
import secrets
from dataclasses import dataclass, field, fields
from pathlib import Path

ROOT = Path(__file__).parent.parent
WEAK = {"", "dev", "secret", "changeme", "change-me", "password", "jingzhe"}
SHORTEST_SECRET = 32  # characters


class WeakSettings(RuntimeError):
    """The server refuses to start, and says which setting to mend."""


def instance_folder() -> Path:
    return Path(os.environ.get("INSTANCE_DIR", ROOT / "instance"))


@dataclass(frozen=True)
class Limits:
    """How often what may be done; the page /help/limits shows them. Days are the last 24 hours."""

    limit_imports_a_day_unverified: int = 2  # tables of patents an organisation sends before an office has verified it
    limit_imports_a_day: int = 20  # afterwards
    limit_imports_at_once: int = 2  # of one organisation, looked at or taken in at the same time
    limit_uploads_an_hour_unverified: int = 20  # files that members of one organisation send, before it is verified
    limit_uploads_an_hour: int = 200  # afterwards
    limit_acceptances_open_unverified: int = 1  # platform offers accepted and not yet signed, before verification
    limit_acceptances_open: int = 20  # afterwards
    limit_invitations_a_day: int = 20  # letters to new members, of one organisation
    limit_registrations_a_day: int = 50  # of one network: a fair or a campus is one
    limit_known_addresses_an_hour: int = 10  # how often registering tells one network that an address has an account
    limit_codes_an_hour: int = 5  # letters with a code that confirms an address, to one member and to one address
    limit_look_ups_an_hour: int = 60  # verification codes of one network that are not there
    limit_copies_an_hour: int = 30  # files of one network, sent to be compared with a contract
    # Wrong passwords, each in a quarter of an hour.
    limit_failures: int = 5  # for one account from one network
    limit_failures_of_account: int = 60  # for one account from anywhere, known devices apart
    limit_failures_of_network: int = 300  # from one network, for whatever account
    limit_failures_of_device: int = 10  # on a device that this account has signed in with before
    limit_failures_of_session: int = 5  # where one who is signed in types it again
    # Letters with a link that sets a new password.
    limit_reset_letters: int = 3  # asked for by one network for one account, in a quarter of an hour; by a known device
    limit_reset_letters_of_network: int = 60  # asked for by one network, in a quarter of an hour
    limit_reset_letters_of_account: int = 10  # sent to one account in an hour, known devices apart; more are dropped


@dataclass(frozen=True)
class Settings(Limits):
    """What may differ between two installations."""

    database_url: str = ""  # SQLAlchemy URL; empty: SQLite in the instance folder
    secret_key: str = ""  # signs cookies and links; ≥ 32 characters in production
    host: str = "127.0.0.1"
    port: int = 8000
    files_url: str = ""  # folder or s3://bucket; empty: instance/files
    mail_url: str = ""  # folder or smtp://user:password@host:port; empty: instance/mail
    public_url: str = "http://127.0.0.1:8000"  # what QR codes and letters point to
    log_level: str = "INFO"
    security_profile: str = "asvs"  # asvs | mlps3
    key_encryption_key: str = ""  # encrypts the organisations' signing keys; ≥ 32 characters in production
    environment: str = "development"  # development | production
    signing_days: int = 15  # days until an accepted but unsigned deal lapses
    unverified_hold_days: int = 3  # working days for which an organisation not yet verified keeps a place
    office_check: bool = False  # a platform offer waits for the offices' checks before it is public
    trusted_proxies: int = 0  # reverse proxies in front whose X-Forwarded-For and -Proto are believed
    lines_of_network: int = 500  # open connections of one network in one process; 0: any number; not behind a proxy
    help_phone: str = "000-0000-0000"
    sample_market: bool = True  # show the 样例 strip
    instance: Path = field(default_factory=instance_folder)

    @property
    def in_production(self) -> bool:
        return self.environment == "production"


def _local_secret(folder: Path, name: str) -> str:
    """A secret made once for a machine that has none set; only ever used outside production."""
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48))
        path.chmod(0o600)
    return path.read_text().strip()


def _from_environment() -> dict[str, object]:
    values: dict[str, object] = {}
    for item in fields(Settings):
        raw = os.environ.get(item.name.upper())
        if raw is None or item.name == "instance":
            continue
        kind: type = type(item.default)
        values[item.name] = raw.lower() in {"1", "true", "yes", "on"} if kind is bool else kind(raw)
    return values


def _refuse_weak(given: Settings) -> None:
    """Raises WeakSettings when a secret that protects people is missing, short or well known."""
    for name in ("secret_key", "key_encryption_key"):
        secret = getattr(given, name)
        if secret.lower() in WEAK or len(secret) < SHORTEST_SECRET:
            raise WeakSettings(
                f"{name.upper()} 太弱或没有设：生产环境至少 {SHORTEST_SECRET} 个字符。"
                f" Set {name.upper()} to at least {SHORTEST_SECRET} random characters."
            )


def settings(**overrides: object) -> Settings:
    """The settings in force: environment first, then safe defaults for a single machine.

    Raises WeakSettings in production when a secret is missing, short or well known.
    """
    values = {**_from_environment(), **overrides}
    given = Settings(**values)  # type: ignore[arg-type]
    if given.in_production:
        _refuse_weak(given)
    folder = given.instance
    folder.mkdir(parents=True, exist_ok=True)
    defaults: dict[str, object] = {
        "database_url": given.database_url or f"sqlite:///{folder / 'jingzhe.db'}",
        "files_url": given.files_url or str(folder / "files"),
        "mail_url": given.mail_url or str(folder / "mail"),
        "secret_key": given.secret_key or _local_secret(folder, "secret_key"),
        "key_encryption_key": given.key_encryption_key or _local_secret(folder, "key_encryption_key"),
    }
    return Settings(**{**values, **defaults})  # type: ignore[arg-type]
