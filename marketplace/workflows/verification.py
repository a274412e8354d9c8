"""An organisation proves who it is; an office checks it.  Source: E-Commerce Law art. 27."""

from enum import StrEnum

from marketplace.kit.i18n import N_
from marketplace.kit.words import Words
from marketplace.workflows.engine import register
from marketplace.workflows.parties import Party, Role
from marketplace.workflows.table import Step, Wait, Workflow


class VerificationState(StrEnum):
    DRAFT = "draft"  # its own people are still filling in
    SUBMITTED = "submitted"  # waits for an office
    VERIFIED = "verified"  # may publish, accept and sign
    RETURNED = "returned"  # something to mend


S, P = VerificationState, Party
OWNERS = frozenset({Role.OWNER})

VERIFICATION = register(
    Workflow(
        "verification",
        title=N_("Verification of an organisation"),
        source="E-Commerce Law art. 27",
        states=S,
        initial=S.DRAFT,
        road=(S.DRAFT, S.SUBMITTED, S.VERIFIED),
        names={
            S.DRAFT: N_("Filling in"),
            S.SUBMITTED: N_("With the office"),
            S.VERIFIED: N_("Verified"),
            S.RETURNED: N_("Returned"),
        },
        waits={
            S.DRAFT: Wait(
                P.APPLICANT,
                N_("Is everything about your organisation right?"),
                N_("You can neither publish nor sign; an offer you have accepted lapses when its place is over."),
            ),
            S.RETURNED: Wait(
                P.APPLICANT,
                N_("The office asks you to mend something"),
                N_("You can neither publish nor sign; an offer you have accepted lapses when its place is over."),
            ),
            S.SUBMITTED: Wait(
                P.OFFICE,
                N_("Does this organisation exist as it says?"),
                N_("It cannot publish or sign until you answer; an offer it has accepted may lapse."),
            ),
        },
        reasons={
            "has_identity": Words(
                "还缺统一社会信用代码、所在地或法定代表人，补齐再送。",
                "Credit code, area or legal representative is missing; fill them in, then send.",
            ),
        },
        steps=(
            Step(
                "submit",
                (S.DRAFT, S.RETURNED),
                S.SUBMITTED,
                by=P.APPLICANT,
                label=N_("Send to the office"),
                guards=("has_identity",),
                roles=OWNERS,
            ),
            Step(
                "verify",
                (S.SUBMITTED,),
                S.VERIFIED,
                by=P.OFFICE,
                label=N_("Verify it"),
                follows=N_("It may publish, accept and sign."),
            ),
            Step("return", (S.SUBMITTED, S.VERIFIED), S.RETURNED, by=P.OFFICE, label=N_("Return it with a reason")),
        ),
    )
)
