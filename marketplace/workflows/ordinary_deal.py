"""A licence taken from a platform offer: accepted as posted, signed by both, in force.

Source: Civil Code art. 490 (a written contract is formed when all have signed), 863.
"""

from marketplace.kit.i18n import N_
from marketplace.kit.words import Words
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.engine import register
from marketplace.workflows.parties import Party, Role
from marketplace.workflows.table import Step, Wait, Workflow

S, P = DealState, Party
SIGNATORIES = frozenset({Role.SIGNATORY})
BINDERS = frozenset({Role.OWNER, Role.SIGNATORY})

ORDINARY_DEAL = register(
    Workflow(
        "ordinary_deal",
        title=N_("Licence from a platform offer"),
        source="Civil Code art. 490, 863",
        states=S,
        initial=S.ACCEPTED,
        road=(S.ACCEPTED, S.SIGNING, S.COUNTERSIGNING, S.EFFECTIVE, S.COMPLETED),
        names={
            S.ACCEPTED: N_("Terms settled"),
            S.SIGNING: N_("Licensee signs"),
            S.COUNTERSIGNING: N_("Licensor signs"),
            S.EFFECTIVE: N_("In force"),
            S.COMPLETED: N_("Term over"),
            S.EXITED: N_("Left in the free period"),
            S.TERMINATED: N_("Ended early"),
            S.LAPSED: N_("Lapsed unsigned"),
            S.WITHDRAWN: N_("Stepped back"),
            S.DECLINED: N_("Declined"),
        },
        waits={
            S.ACCEPTED: Wait(P.PLATFORM, N_("The contract is being printed"), N_("It takes a few seconds.")),
            S.SIGNING: Wait(
                P.LICENSEE, N_("Read the contract and sign it"), N_("It lapses and costs nothing; the place goes back.")
            ),
            S.COUNTERSIGNING: Wait(
                P.LICENSOR,
                N_("They have signed. Will you sign?"),
                N_("It lapses and costs nothing; the place goes back."),
            ),
        },
        reasons={
            "has_contract": Words(
                "合同还在印，几秒钟就好。", "The contract is still being printed; a few seconds more."
            ),
            "licensee_is_verified": Words(
                "被许可人还没通过核验：核验通过后才能签。请被许可人在“我的单位”送核验，由所在市的知识产权局答复。",
                "The licensee is not verified yet; it can be signed once it is. Send the papers under “My organisation”"
                " and let the office of your city answer.",
            ),
            "has_true_parties": Words(
                "合同印好以后，一方的名称、统一社会信用代码或法定代表人改了，这份合同不能再签。请退出这笔交易，重新接受一次。",
                "The name, credit code or representative of a party was changed after the contract was printed; it"
                " cannot be signed any more. Step back and accept again.",
            ),
            "is_past_hold": Words(
                "名额还为被许可人留着，或者它已经通过核验。",
                "The place is still kept for the licensee, or the licensee has been verified.",
            ),
            "is_past_signing": Words("签署期限还没到。", "The time for signing is not over yet."),
            "is_past_term": Words("许可还没到期。", "The licence has not ended yet."),
            "is_in_free_period": Words(
                "先用期已过或已触发付费，不能再无偿退出；要提前结束，请和对方商量。",
                "The free period is over; leaving without paying is no longer possible. Talk to the other side.",
            ),
            "can_be_signed": Words(
                "现在签不了：许可人没通过核验，或专利出现了新的法律障碍。看看页面上写的原因。",
                "It cannot be signed now: the licensor is not verified, or a legal bar has arisen; see the page.",
            ),
        },
        steps=(
            Step(
                "print",
                (S.ACCEPTED,),
                S.SIGNING,
                by=P.PLATFORM,
                label=N_("The contract is printed"),
                guards=("has_contract",),
                follows=N_("Both can read it; the licensee signs first."),
            ),
            Step(
                "sign",
                (S.SIGNING,),
                S.COUNTERSIGNING,
                by=P.LICENSEE,
                label=N_("Sign and seal"),
                guards=("licensee_is_verified", "has_true_parties", "can_be_signed"),
                roles=SIGNATORIES,
                follows=N_("The licensor is asked to sign."),
            ),
            Step(
                "countersign",
                (S.COUNTERSIGNING,),
                S.EFFECTIVE,
                by=P.LICENSOR,
                label=N_("Sign and seal"),
                guards=("licensee_is_verified", "has_true_parties", "can_be_signed"),
                roles=SIGNATORIES,
                follows=N_("The contract is formed and in force."),
            ),
            Step(
                "lapse",
                (S.ACCEPTED, S.SIGNING, S.COUNTERSIGNING),
                S.LAPSED,
                by=P.CLOCK,
                label=N_("Not signed in time"),
                guards=("is_past_signing",),
                follows=N_("The place goes back to the offer."),
            ),
            Step(
                "lapse_unverified",
                (S.ACCEPTED, S.SIGNING),
                S.LAPSED,
                by=P.CLOCK,
                label=N_("Not verified in time"),
                guards=("is_past_hold",),
                follows=N_("The place goes back to the offer."),
            ),
            Step(
                "withdraw",
                (S.ACCEPTED, S.SIGNING, S.COUNTERSIGNING),
                S.WITHDRAWN,
                by=P.LICENSEE,
                label=N_("Step back"),
                follows=N_("The place goes back to the offer."),
            ),
            Step(
                "decline",
                (S.ACCEPTED, S.SIGNING, S.COUNTERSIGNING),
                S.DECLINED,
                by=P.LICENSOR,
                label=N_("Do not sign"),
                roles=BINDERS,
                follows=N_("The place goes back to the offer."),
            ),
            Step(
                "exit",
                (S.EFFECTIVE,),
                S.EXITED,
                by=P.LICENSEE,
                label=N_("It did not work, leave"),
                guards=("is_in_free_period",),
                roles=BINDERS,
                follows=N_("Nothing is owed; materials go back."),
            ),
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
