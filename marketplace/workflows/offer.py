"""The life of a platform offer: published by its holder, open until closed.

Source: an offer in the style of an open licence is an ordinary licence (Civil Code art. 472, 862).
"""

from marketplace.kit.i18n import N_
from marketplace.kit.words import Words
from marketplace.workflows.engine import register
from marketplace.workflows.listing_states import ListingState
from marketplace.workflows.parties import Party, Role
from marketplace.workflows.table import Step, Wait, Workflow

S, P = ListingState, Party
BINDERS = frozenset({Role.OWNER, Role.SIGNATORY})

OFFER = register(
    Workflow(
        "offer",
        title=N_("Platform offer"),
        source="Civil Code art. 472, 862",
        states=S,
        initial=S.DRAFT,
        road=(S.DRAFT, S.CITY_CHECK, S.PROVINCE_CHECK, S.PUBLISHED, S.CLOSED),
        names={
            S.DRAFT: N_("Draft"),
            S.CITY_CHECK: N_("City check"),
            S.PROVINCE_CHECK: N_("Provincial check"),
            S.RETURNED: N_("Returned"),
            S.PUBLISHED: N_("Published"),
            S.PAUSED: N_("Paused"),
            S.CLOSED: N_("Closed"),
            S.EXPIRED: N_("Expired"),
            S.DISCARDED: N_("Discarded"),
        },
        waits={
            S.DRAFT: Wait(P.HOLDER, N_("Is the offer ready to be seen?"), N_("Nobody sees it; nothing else happens.")),
            S.RETURNED: Wait(P.HOLDER, N_("The office asks you to mend the offer"), N_("It stays unpublished.")),
            S.CITY_CHECK: Wait(P.OFFICE, N_("Is this offer in order?"), N_("It stays unpublished until you answer.")),
            S.PROVINCE_CHECK: Wait(
                P.OFFICE, N_("Is this offer in order?"), N_("It stays unpublished until you answer.")
            ),
        },
        reasons={
            "clears_the_bars": Words(
                "还有规则没过，这一步办不了。照每一条说的改，或者在“核对和公布”那一页写明理由。",
                "A rule stands in the way of this step. Do what each one says, or give the reason on the page "
                "“Check and publish”.",
            ),
            "holder_is_verified": Words(
                "单位还没通过核验，不能公布。请先在“我的单位”送核验。",
                "Your organisation is not verified yet; send it for verification first.",
            ),
            "office_checks_offers": Words(
                "平台没有打开主管部门核查，直接公布就行。", "Office checks are off here; publish directly."
            ),
            "office_leaves_offers": Words(
                "平台要求先过主管部门核查。", "Offers go through the office check first here."
            ),
            "is_past_term": Words("还没到期。", "It has not ended yet."),
        },
        steps=(
            Step(
                "send",
                (S.DRAFT, S.RETURNED),
                S.CITY_CHECK,
                by=P.HOLDER,
                label=N_("Send for checking"),
                guards=("office_checks_offers", "holder_is_verified", "clears_the_bars"),
                roles=BINDERS,
            ),
            Step("pass_on", (S.CITY_CHECK,), S.PROVINCE_CHECK, by=P.OFFICE, label=N_("In order, pass it on")),
            Step(
                "return", (S.CITY_CHECK, S.PROVINCE_CHECK), S.RETURNED, by=P.OFFICE, label=N_("Return it with a reason")
            ),
            Step(
                "approve",
                (S.PROVINCE_CHECK,),
                S.PUBLISHED,
                by=P.OFFICE,
                label=N_("In order, publish it"),
                guards=("clears_the_bars",),
                follows=N_("A version is frozen; it can be found at once."),
            ),
            Step(
                "publish",
                (S.DRAFT, S.RETURNED),
                S.PUBLISHED,
                by=P.HOLDER,
                label=N_("Publish it"),
                guards=("office_leaves_offers", "holder_is_verified", "clears_the_bars"),
                roles=BINDERS,
                follows=N_("A version is frozen; it can be found at once."),
            ),
            Step(
                "reprice",
                (S.PUBLISHED, S.PAUSED),
                S.PUBLISHED,
                by=P.HOLDER,
                label=N_("Publish new terms"),
                guards=("clears_the_bars",),
                roles=BINDERS,
                follows=N_("A new version; deals made before keep theirs."),
            ),
            Step("pause", (S.PUBLISHED,), S.PAUSED, by=P.HOLDER, label=N_("Pause it")),
            Step(
                "resume", (S.PAUSED,), S.PUBLISHED, by=P.HOLDER, label=N_("Open it again"), guards=("clears_the_bars",)
            ),
            Step(
                "close",
                (S.PUBLISHED, S.PAUSED),
                S.CLOSED,
                by=P.HOLDER,
                label=N_("Close it"),
                roles=BINDERS,
                follows=N_("No new deals; deals made before go on."),
            ),
            Step(
                "expire",
                (S.PUBLISHED, S.PAUSED),
                S.EXPIRED,
                by=P.CLOCK,
                label=N_("Ends with the patent"),
                guards=("is_past_term",),
            ),
            Step("discard", (S.DRAFT, S.RETURNED), S.DISCARDED, by=P.HOLDER, label=N_("Throw the draft away")),
        ),
    )
)
