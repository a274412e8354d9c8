"""Settings: the environment first, safe defaults for one machine, no weak secrets in production."""

from pathlib import Path

import pytest

from marketplace.app import create_app
from marketplace.config import WeakSettings, settings
from tests.conftest import SECRET, make_settings


@pytest.fixture(autouse=True)
def instance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    return tmp_path


def test_one_machine_needs_no_settings(instance: Path) -> None:
    first, second = settings(instance=instance), settings(instance=instance)
    assert first.database_url == f"sqlite:///{instance}/jingzhe.db"
    assert len(first.secret_key) >= 32
    assert first.secret_key == second.secret_key


@pytest.mark.parametrize("secret", ["", "dev", "changeme", "x" * 31])
def test_production_refuses_weak_secrets(instance: Path, secret: str) -> None:
    with pytest.raises(WeakSettings, match="SECRET_KEY"):
        settings(instance=instance, environment="production", secret_key=secret, key_encryption_key=SECRET)
    with pytest.raises(WeakSettings, match="KEY_ENCRYPTION_KEY"):
        settings(instance=instance, environment="production", secret_key=SECRET, key_encryption_key=secret)


def test_the_environment_decides(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNING_DAYS", "20")
    monkeypatch.setenv("OFFICE_CHECK", "yes")
    given = settings(instance=instance)
    assert (given.signing_days, given.office_check) == (20, True)


@pytest.mark.parametrize(("hops", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_a_forwarded_address_counts_only_from_a_trusted_proxy(tmp_path: Path, hops: int, seen: str) -> None:
    from dataclasses import replace

    from flask import request

    plain = make_settings(tmp_path, f"sqlite:///{tmp_path}/proxy.db")
    app = create_app(replace(plain, trusted_proxies=hops), TESTING=True)
    addresses: list[str | None] = []
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: addresses.append(request.remote_addr))
    app.test_client().get("/healthz", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    assert addresses == [seen]
