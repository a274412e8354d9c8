"""The life of an open-licence declaration, from draft to withdrawal.  Source: Patent Law art. 50; Rules 85-88."""

from marketplace.kit.i18n import N_
from marketplace.kit.words import Words
from marketplace.workflows.engine import register
from marketplace.workflows.listing_states import ListingState
from marketplace.workflows.offer import BINDERS, OFFER
from marketplace.workflows.parties import Party
from marketplace.workflows.table import Step, Wait, Workflow

S, P = ListingState, Party

DECLARATION = register(
    Workflow(
        "declaration",
        title=N_("Open-licence declaration"),
        source="Patent Law art. 50; Implementing Rules 85-88; Guidelines part V ch. 11",
        states=S,
        initial=S.DRAFT,
        road=(S.DRAFT, S.SUBMITTED, S.IN_FORCE, S.WITHDRAWAL_PENDING, S.WITHDRAWN),
        names={
            S.DRAFT: N_("Draft"),
            S.SUBMITTED: N_("With the patent office"),
            S.CORRECTION: N_("To be corrected"),
            S.NOT_ANNOUNCED: N_("Not announced"),
            S.IN_FORCE: N_("In force"),
            S.WITHDRAWAL_PENDING: N_("Withdrawal filed"),
            S.WITHDRAWN: N_("Withdrawn"),
            S.EXPIRED: N_("Expired"),
            S.ENDED_BY_OFFICE: N_("Ended by the office"),
            S.DISCARDED: N_("Discarded"),
        },
        waits={
            S.DRAFT: Wait(
                P.HOLDER, N_("Is the declaration ready to be filed?"), N_("Nobody sees it; nothing else happens.")
            ),
            S.SUBMITTED: Wait(
                P.HOLDER, N_("Has the gazette announced it?"), N_("Nobody can accept until you enter the announcement.")
            ),
            S.CORRECTION: Wait(
                P.HOLDER, N_("The office asks for a correction"), N_("It is not announced until you correct it.")
            ),
            S.WITHDRAWAL_PENDING: Wait(
                P.HOLDER, N_("Has the withdrawal been announced?"), N_("Anyone may still take a licence until then.")
            ),
        },
        reasons={
            **OFFER.reasons,
            "has_announcement": Words(
                "请填公告里的开放许可声明编号和公告日，并附公告扫描件。",
                "Enter the declaration number and the announcement date, with the notice scanned.",
            ),
            "has_withdrawal_date": Words("请填撤回公告的日期。", "Enter the date the withdrawal was announced."),
        },
        steps=(
            Step(
                "submit",
                (S.DRAFT, S.CORRECTION),
                S.SUBMITTED,
                by=P.HOLDER,
                label=N_("The form is filed with the office"),
                guards=("holder_is_verified", "clears_the_bars"),
                roles=BINDERS,
                follows=N_("The declaration form is printed from these facts."),
            ),
            Step(
                "announce",
                (S.SUBMITTED,),
                S.IN_FORCE,
                by=P.HOLDER,
                label=N_("Enter the announcement"),
                guards=("has_announcement", "clears_the_bars"),
                asks=("has_announcement",),
                roles=BINDERS,
                follows=N_("A version is frozen; anyone may take a licence."),
            ),
            Step("correct", (S.SUBMITTED,), S.CORRECTION, by=P.HOLDER, label=N_("The office asks for a correction")),
            Step("refuse", (S.SUBMITTED,), S.NOT_ANNOUNCED, by=P.HOLDER, label=N_("The office refused it")),
            Step(
                "ask_withdrawal",
                (S.IN_FORCE,),
                S.WITHDRAWAL_PENDING,
                by=P.HOLDER,
                label=N_("Withdraw it"),
                roles=BINDERS,
                follows=N_("Licences already granted stay."),
            ),
            Step(
                "announce_withdrawal",
                (S.WITHDRAWAL_PENDING,),
                S.WITHDRAWN,
                by=P.HOLDER,
                label=N_("Enter the withdrawal's announcement"),
                guards=("has_withdrawal_date",),
                asks=("has_withdrawal_date",),
                roles=BINDERS,
            ),
            Step(
                "keep", (S.WITHDRAWAL_PENDING,), S.IN_FORCE, by=P.HOLDER, label=N_("The office refused the withdrawal")
            ),
            Step(
                "expire",
                (S.IN_FORCE, S.WITHDRAWAL_PENDING),
                S.EXPIRED,
                by=P.CLOCK,
                label=N_("Ends with its term or the patent"),
                guards=("is_past_term",),
            ),
            Step(
                "end",
                (S.IN_FORCE, S.WITHDRAWAL_PENDING),
                S.ENDED_BY_OFFICE,
                by=P.OFFICE,
                label=N_("The patent office ended it"),
            ),
            Step("discard", (S.DRAFT, S.CORRECTION), S.DISCARDED, by=P.HOLDER, label=N_("Throw the draft away")),
        ),
    )
)
