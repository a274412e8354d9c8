"""The permission table: who may use which address. One row an endpoint, grouped by package.

An endpoint without a row is refused when it is asked for, and a test fails. Whose object it is, is not decided here:
queries find only what the reader's organisation takes part in, so that another's object answers like a missing one.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from marketplace.kit.words import Words
from marketplace.workflows.parties import ACTS, Role


class Need(StrEnum):
    """What a person needs to be let in."""

    PUBLIC = "public"  # anybody
    SIGNED_IN = "signed in"  # a member of an organisation, whatever the role
    READER = "reader"  # a member with any role
    CLERK = "clerk"  # drafts, accepts, sends: clerk or owner
    SIGNATORY = "signatory"  # binds the organisation
    ACTS = "acts"  # clerk, signatory or owner
    OWNER = "owner"  # members and settings
    OFFICE = "office"  # any member of an office
    OFFICE_CLERK = "office clerk"  # acts for an office


PREDICATES: Mapping[Need, Callable[[frozenset[Role], bool], bool]] = {
    Need.PUBLIC: lambda roles, is_office: True,
    Need.SIGNED_IN: lambda roles, is_office: True,
    Need.READER: lambda roles, is_office: bool(roles),
    Need.CLERK: lambda roles, is_office: bool(roles & {Role.CLERK, Role.OWNER}),
    Need.SIGNATORY: lambda roles, is_office: Role.SIGNATORY in roles,
    Need.ACTS: lambda roles, is_office: bool(roles & ACTS),
    Need.OWNER: lambda roles, is_office: Role.OWNER in roles,
    Need.OFFICE: lambda roles, is_office: is_office and bool(roles),
    Need.OFFICE_CLERK: lambda roles, is_office: is_office and bool(roles & {Role.CLERK, Role.OWNER}),
}
WHO_CAN: Mapping[Need, Words] = {
    Need.READER: Words("请管理员给您一个角色。", "Ask an owner of your organisation to give you a role."),
    Need.CLERK: Words("经办人和管理员能办，请找他们。", "A clerk or an owner of your organisation can; ask them."),
    Need.SIGNATORY: Words("只有签章人能办，请找本单位签章人。", "Only a signatory can; ask yours."),
    Need.ACTS: Words(
        "经办人、签章人和管理员能办，请找他们。", "A clerk, a signatory or an owner of your organisation can; ask them."
    ),
    Need.OWNER: Words("只有本单位管理员能办，请找管理员。", "Only an owner of your organisation can; ask one."),
    Need.OFFICE: Words("只有知识产权局的人能看。", "Only people of an intellectual property office can."),
    Need.OFFICE_CLERK: Words(
        "只有知识产权局的经办人和管理员能办。", "Only a clerk or an owner of an intellectual property office can."
    ),
}

HOUSE: dict[str, Need] = {
    "static": Need.PUBLIC,
    "favicon": Need.PUBLIC,
    "healthz": Need.PUBLIC,
    "readyz": Need.PUBLIC,
    "csp_report": Need.PUBLIC,
}
HOME: dict[str, Need] = {
    "home.front": Need.PUBLIC,
    "home.numbers": Need.PUBLIC,
    "home.signed": Need.PUBLIC,
    "home.use_first": Need.PUBLIC,
    "home.channels": Need.PUBLIC,
    "home.privacy": Need.PUBLIC,
    "home.accessibility": Need.PUBLIC,
    "home.tasks": Need.SIGNED_IN,
    "home.language": Need.PUBLIC,
    "home.large_type": Need.PUBLIC,
}
WORKFLOWS: dict[str, Need] = {
    "workflows.index": Need.PUBLIC,
    "workflows.show": Need.PUBLIC,
    "workflows.drawing": Need.PUBLIC,
}
ACCOUNTS: dict[str, Need] = {
    "accounts.register": Need.PUBLIC,
    "accounts.sign_in": Need.PUBLIC,
    "accounts.sign_out": Need.PUBLIC,
    "accounts.forgot_password": Need.PUBLIC,
    "accounts.reset_password": Need.PUBLIC,
    "accounts.join": Need.PUBLIC,
    "accounts.limits": Need.PUBLIC,
    "accounts.confirm": Need.SIGNED_IN,
    "accounts.send_code": Need.SIGNED_IN,
    "accounts.correct_address": Need.SIGNED_IN,
    "accounts.password": Need.SIGNED_IN,
    "accounts.organisation": Need.SIGNED_IN,
    "accounts.edit": Need.OWNER,
    "accounts.size": Need.OWNER,
    "accounts.claim": Need.OWNER,
    "accounts.claim_paper": Need.READER,
    "accounts.submit": Need.OWNER,
    "accounts.invite": Need.OWNER,
    "accounts.withdraw_invitation": Need.OWNER,
    "accounts.member": Need.OWNER,
    "accounts.remove_member": Need.OWNER,
    "accounts.organisations": Need.OFFICE,
    "accounts.show": Need.OFFICE,
    "accounts.verify": Need.OFFICE_CLERK,
    "accounts.return_organisation": Need.OFFICE_CLERK,
}
PATENTS: dict[str, Need] = {
    "patents.index": Need.PUBLIC,
    "patents.show": Need.PUBLIC,
    "patents.report_file": Need.PUBLIC,
    "patents.consent_file": Need.SIGNED_IN,
    "patents.take_away": Need.READER,
    "patents.import_table": Need.CLERK,
    "patents.empty_table": Need.SIGNED_IN,
    "patents.show_import": Need.READER,
    "patents.import_remarks": Need.READER,
    "patents.confirm_import": Need.CLERK,
    "patents.event": Need.CLERK,
    "patents.encumbrance": Need.CLERK,
    "patents.lift": Need.CLERK,
    "patents.report": Need.CLERK,
    "patents.annuity": Need.CLERK,
    "patents.plain": Need.CLERK,
}
LISTINGS: dict[str, Need] = {
    "listings.catalogue": Need.PUBLIC,
    "listings.show": Need.PUBLIC,
    "listings.announcement": Need.PUBLIC,
    "listings.rules_page": Need.PUBLIC,
    "listings.mine": Need.READER,
    "listings.manage": Need.READER,
    "listings.declaration": Need.READER,
    "listings.consent": Need.READER,
    "listings.new": Need.ACTS,
    "listings.edit": Need.ACTS,
    "listings.consents": Need.ACTS,
    # The steps: whose each is, and which role it asks for, stands in the workflow's own table.
    "listings.send": Need.ACTS,
    "listings.pass_on": Need.ACTS,
    "listings.return": Need.ACTS,
    "listings.approve": Need.ACTS,
    "listings.publish": Need.ACTS,
    "listings.reprice": Need.ACTS,
    "listings.pause": Need.ACTS,
    "listings.resume": Need.ACTS,
    "listings.close": Need.ACTS,
    "listings.discard": Need.ACTS,
    "listings.submit": Need.ACTS,
    "listings.correct": Need.ACTS,
    "listings.refuse": Need.ACTS,
    "listings.announce": Need.ACTS,
    "listings.ask_withdrawal": Need.ACTS,
    "listings.announce_withdrawal": Need.ACTS,
    "listings.keep": Need.ACTS,
    "listings.end": Need.ACTS,
}
CONTRACTS: dict[str, Need] = {
    "contracts.index": Need.READER,
    "contracts.show": Need.READER,
    "contracts.document": Need.READER,
    "contracts.contract": Need.READER,
    "contracts.voucher": Need.READER,
    "contracts.accept": Need.ACTS,
    "contracts.confirm": Need.ACTS,
    "contracts.pay": Need.ACTS,
    "contracts.withdraw": Need.ACTS,
    "contracts.decline": Need.ACTS,
    "contracts.exit": Need.ACTS,
    "contracts.terminate": Need.ACTS,
    "contracts.dispute": Need.ACTS,
    "contracts.sign": Need.SIGNATORY,
    "contracts.countersign": Need.SIGNATORY,
    "contracts.verify_start": Need.PUBLIC,
    "contracts.verify": Need.PUBLIC,
}

GROUPS = (HOUSE, HOME, WORKFLOWS, ACCOUNTS, PATENTS, LISTINGS, CONTRACTS)
ACCESS: dict[str, Need] = {endpoint: need for group in GROUPS for endpoint, need in group.items()}

# What any method but GET and HEAD needs, where that is more than looking does.
WRITES: dict[str, Need] = {
    "listings.manage": Need.ACTS,
}

# Pages with a key in their address or a password on them: kept by no browser, named to no other site.
SECRET = frozenset(
    {"accounts.sign_in", "accounts.password", "accounts.reset_password", "accounts.join", "accounts.confirm"}
)


# What leaves the house, and waits until the address of who does it is confirmed. Whatever else changes something is a
# draft, a setting or the house's own (a test knows those by name).
LEAVES = frozenset(
    {
        *("accounts.submit", "accounts.invite", "accounts.verify", "accounts.return_organisation"),
        *("patents.import_table", "patents.confirm_import"),
        *(f"listings.{step}" for step in ("send", "pass_on", "return", "approve", "publish", "reprice", "pause")),
        *(f"listings.{step}" for step in ("resume", "close", "submit", "correct", "refuse", "announce", "keep", "end")),
        *("listings.ask_withdrawal", "listings.announce_withdrawal"),
        *(f"contracts.{step}" for step in ("accept", "confirm", "pay", "withdraw", "decline", "exit", "terminate")),
        *("contracts.dispute", "contracts.sign", "contracts.countersign"),
    }
)


def need_for(endpoint: str, *, writes: bool) -> Need | None:
    """What an address asks of its user; None when it has no row, and nobody may use it."""
    need = ACCESS.get(endpoint)
    return WRITES.get(endpoint, need) if writes and need is not None else need


def satisfies(need: Need, roles: frozenset[Role], *, is_office: bool) -> bool:
    """Whether a signed-in member with these roles has what is needed."""
    return PREDICATES[need](roles, is_office)
