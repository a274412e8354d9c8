"""Members: invitations, roles, removal, and the keys of an organisation."""

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts import actions, queries
from marketplace.accounts.models import Authority, SigningIdentity
from marketplace.accounts.queries.organisations import open_invitations
from marketplace.accounts.queries.sessions import user_by_email
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import StepRefused
from marketplace.workflows import history
from marketplace.workflows.parties import Role
from tests.accounts.test_passwords import last_letter, link_in, path_of
from tests.cast import Cast, make_user, sign_in

NEW = "wake-spring-thunder-42"


def invited(app: Flask, cast: Cast, *roles: str) -> str:
    client = sign_in(app, cast.university)
    data = {"email": "new@example.org", "roles": list(roles)}
    assert client.post("/organisation/members/invite", data=data).status_code == 303
    return path_of(link_in(last_letter()))


def test_an_invitation_admits_once_with_the_roles_it_names(app: Flask, cast: Cast) -> None:
    path, client = invited(app, cast, "clerk", "signatory"), app.test_client()
    assert client.get(path).status_code == client.get(path).status_code == 200
    data = {"name": "吴样例", "password": NEW, "roles": "owner", "email": "other@example.org"}
    assert client.post(path, data=data).status_code == 303
    user = user_by_email("new@example.org")
    assert user is not None
    assert user.roles == {Role.CLERK, Role.SIGNATORY}
    assert user.organisation_id == cast.university.organisation_id
    assert app.test_client().get(path).status_code == 404
    assert app.test_client().post(path, data=data).status_code == 404


def test_a_weak_password_does_not_use_up_the_invitation(app: Flask, cast: Cast) -> None:
    path, client = invited(app, cast, "reader"), app.test_client()
    assert client.post(path, data={"name": "吴样例", "password": "123456789012"}).status_code == 422
    assert client.post(path, data={"name": "吴样例", "password": NEW}).status_code == 303


def test_an_invitation_can_be_taken_back(app: Flask, cast: Cast) -> None:
    path = invited(app, cast, "reader")
    actions.withdraw_invitation(open_invitations(cast.university.organisation_id)[0], by=cast.university)
    db.session.commit()
    assert app.test_client().get(path).status_code == 404


def test_a_newer_invitation_ends_the_older(app: Flask, cast: Cast) -> None:
    older, newer = invited(app, cast, "owner"), invited(app, cast, "reader")
    assert app.test_client().get(older).status_code == 404
    assert app.test_client().get(newer).status_code == 200


def test_nobody_is_invited_without_a_role_or_twice(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast.university)
    for data in ({"email": "new@example.org"}, {"email": "university@example.org", "roles": ["reader"]},
                 {"email": "new@example.org", "roles": ["emperor"]}):  # fmt: skip
        assert client.post("/organisation/members/invite", data=data).status_code == 422


def test_the_last_owner_stays(app: Flask, cast: Cast) -> None:
    client, number = sign_in(app, cast.university), cast.university.id
    assert client.post(f"/organisation/members/{number}", data={"roles": ["reader"]}).status_code == 422
    assert client.post(f"/organisation/members/{number}/remove").status_code == 409
    second = make_user(cast.university.organisation, "second@example.org")
    db.session.commit()
    assert client.post(f"/organisation/members/{number}/remove").status_code == 303
    assert client.get("/organisation").status_code == 303
    with pytest.raises(StepRefused):
        actions.remove_member(second, by=second)


def test_roles_and_their_changes_are_evidence(app: Flask, cast: Cast) -> None:
    clerk = make_user(cast.university.organisation, "clerk@example.org", frozenset({Role.CLERK}))
    actions.change_roles(clerk, [Role.SIGNATORY], by=cast.university)
    assert queries.signatories(cast.university.organisation_id) == [cast.university, clerk]
    actions.remove_member(clerk, by=cast.university)
    chain = history.steps_of("mandates", cast.university.organisation_id)
    assert [step.step for step in chain] == ["change_roles", "remove_member"]
    assert chain[0].facts == {"member": clerk.id, "before": ["clerk"], "roles": ["signatory"]}
    assert not list(history.verify("mandates", cast.university.organisation_id))


def test_the_mandate_to_sign_is_shown(app: Flask, cast: Cast) -> None:
    page = sign_in(app, cast.university).get("/organisation").get_data(as_text=True)
    assert "签章人" in page
    assert page.count("6200000000000000") == 0, "the account number is masked"


def test_a_signing_identity_is_issued_once_and_its_key_is_locked(app: Flask, cast: Cast) -> None:
    organisation = cast.university.organisation
    first = actions.signing_identity(organisation)
    assert actions.signing_identity(organisation) is first
    assert first.encrypted_key.startswith("v1:")
    keys = queries.platform_keys()
    identity = keys.identity_of(organisation)
    assert identity.certificate.startswith("-----BEGIN CERTIFICATE-----")
    assert keys.authority.chain
    assert keys.timestamper(clock.now()) is not None
    assert len(db.session.scalars(select(Authority)).all()) == 4
    db.session.delete(db.session.scalars(select(SigningIdentity).where(SigningIdentity.id == first.id)).one())
    with pytest.raises(StepRefused):
        keys.identity_of(organisation)
