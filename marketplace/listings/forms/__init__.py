"""What a browser may send about listings."""

from marketplace.listings.forms.drafting import (
    ConditionsForm,
    ConsentForm,
    NewListingForm,
    StatementForm,
    TermForm,
)
from marketplace.listings.forms.fee import FeeForm, KindForm
from marketplace.listings.forms.steps import (
    AnnouncementForm,
    OptionalReasonForm,
    PlainForm,
    ReasonForm,
    WithdrawalForm,
)

__all__ = [
    "AnnouncementForm",
    "ConditionsForm",
    "ConsentForm",
    "FeeForm",
    "KindForm",
    "NewListingForm",
    "OptionalReasonForm",
    "PlainForm",
    "ReasonForm",
    "StatementForm",
    "TermForm",
    "WithdrawalForm",
]
