"""What people call the parties, the roles and the guards of the workflows; translated where shown."""

from collections.abc import Mapping

from marketplace.kit.i18n import N_
from marketplace.workflows.parties import Party, Role

PARTY_NAMES: Mapping[Party, str] = {
    Party.HOLDER: N_("Holder"),
    Party.LICENSOR: N_("Licensor"),
    Party.LICENSEE: N_("Licensee"),
    Party.APPLICANT: N_("The organisation itself"),
    Party.OFFICE: N_("Intellectual property office"),
    Party.CLOCK: N_("By itself, on the day"),
    Party.PLATFORM: N_("By itself, by the platform"),
}
ROLE_NAMES: Mapping[Role, str] = {
    Role.OWNER: N_("Owner"),
    Role.SIGNATORY: N_("Signatory"),
    Role.CLERK: N_("Clerk"),
}
GUARD_NAMES: Mapping[str, str] = {
    "can_be_signed": N_("both are verified and no bar has arisen"),
    "clears_the_bars": N_("every rule for publishing is met"),
    "has_announcement": N_("declaration number, date and notice are entered"),
    "has_contract": N_("the contract is printed"),
    "has_identity": N_("credit code, area and representative are filled in"),
    "has_true_parties": N_("both are still called as the contract prints them"),
    "has_version": N_("it has been published before"),
    "has_voucher": N_("voucher, day and amount are entered"),
    "has_withdrawal_date": N_("the day of the announcement is entered"),
    "holder_is_verified": N_("the holder is verified"),
    "is_in_free_period": N_("the free period is running"),
    "is_past_hold": N_("the licensee was not verified while its place was kept"),
    "is_past_signing": N_("the last day to sign is over"),
    "is_past_term": N_("the last day of the term is over"),
    "licensee_is_verified": N_("the licensee is verified"),
    "office_checks_offers": N_("office checks are on"),
    "office_leaves_offers": N_("office checks are off"),
    "owes_nothing_at_start": N_("nothing is due at the start"),
}
# Texts of the tables that are shown with the law they come from.
SOURCES = (
    N_("Patent Law art. 50; Implementing Rules 85-88; Guidelines part V ch. 11"),
    N_("Civil Code art. 472, 862"),
    N_("Civil Code art. 490, 863"),
    N_("E-Commerce Law art. 27"),
    N_("Patent Law art. 51; Guidelines part V ch. 11 §6"),
)
