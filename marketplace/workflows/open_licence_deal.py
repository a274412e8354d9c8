"""A licence under a declaration: notice and payment, nothing to negotiate.

Source: Patent Law art. 51(1); Guidelines part V ch. 11 §6: effective when both notice and payment are done.
"""

from marketplace.kit.i18n import N_
from marketplace.kit.words import Words
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.engine import register
from marketplace.workflows.ordinary_deal import BINDERS, ORDINARY_DEAL
from marketplace.workflows.parties import Party
from marketplace.workflows.table import Step, Wait, Workflow

S, P = DealState, Party

OPEN_LICENCE_DEAL = register(
    Workflow(
        "open_licence_deal",
        title=N_("Licence under a declaration"),
        source="Patent Law art. 51; Guidelines part V ch. 11 §6",
        states=S,
        initial=S.NOTICE_RECEIVED,
        road=(S.NOTICE_RECEIVED, S.PAYMENT_REPORTED, S.EFFECTIVE, S.COMPLETED),
        names={
            S.NOTICE_RECEIVED: N_("Notice received"),
            S.PAYMENT_REPORTED: N_("Payment reported"),
            S.EFFECTIVE: N_("In force"),
            S.COMPLETED: N_("Term over"),
            S.TERMINATED: N_("Ended early"),
            S.WITHDRAWN: N_("Stepped back"),
        },
        waits={
            S.NOTICE_RECEIVED: Wait(
                P.LICENSEE,
                N_("Pay as announced and hand in the voucher"),
                N_("The licence does not begin; nothing is owed."),
            ),
            S.PAYMENT_REPORTED: Wait(
                P.LICENSOR,
                N_("Has the money arrived?"),
                N_("The voucher stands as evidence; the licensee may go to the office."),
            ),
        },
        reasons={
            **{key: ORDINARY_DEAL.reasons[key] for key in ("is_past_term",)},
            "has_voucher": Words(
                "请附付款凭证，并填付款日和金额。", "Attach the voucher with the day and amount paid."
            ),
            "owes_nothing_at_start": Words(
                "这份许可开始时要付钱，先交付款凭证。", "Something is due at the start; hand in the voucher first."
            ),
        },
        steps=(
            Step(
                "pay",
                (S.NOTICE_RECEIVED,),
                S.PAYMENT_REPORTED,
                by=P.LICENSEE,
                label=N_("Hand in the voucher"),
                guards=("has_voucher",),
                asks=("has_voucher",),
                follows=N_("The holder is asked whether the money arrived."),
            ),
            Step(
                "confirm",
                (S.PAYMENT_REPORTED,),
                S.EFFECTIVE,
                by=P.LICENSOR,
                label=N_("The money has arrived"),
                guards=("has_voucher",),
                follows=N_("In force from the later of notice and payment; a confirmation is printed."),
            ),
            Step(
                "dispute",
                (S.PAYMENT_REPORTED,),
                S.NOTICE_RECEIVED,
                by=P.LICENSOR,
                label=N_("The money has not arrived"),
                follows=N_("The licensee is told why and may hand in another voucher."),
            ),
            Step(
                "take_effect",
                (S.NOTICE_RECEIVED,),
                S.EFFECTIVE,
                by=P.PLATFORM,
                label=N_("Free: in force with the notice"),
                guards=("owes_nothing_at_start",),
                follows=N_("Marked as yet to be confirmed by practice."),
            ),
            Step("withdraw", (S.NOTICE_RECEIVED,), S.WITHDRAWN, by=P.LICENSEE, label=N_("Step back")),
            Step(
                "terminate", (S.EFFECTIVE,), S.TERMINATED, by=P.LICENSOR, label=N_("End it for breach"), roles=BINDERS
            ),
            Step(
                "complete",
                (S.EFFECTIVE,),
                S.COMPLETED,
                by=P.CLOCK,
                label=N_("The term is over"),
                guards=("is_past_term",),
            ),
        ),
    )
)
