"""The acts of a deal, played by its parties; contracts are printed and signed in earnest, with sample seals."""

from datetime import timedelta

from marketplace.contracts import actions, documents
from marketplace.contracts.models import Deal
from marketplace.kit import clock, files, jobs, money
from marketplace.kit.db import db
from marketplace.kit.reading import Asker
from marketplace.kit.scans import sample_scan
from marketplace.kit.transactions import begin, rollback, transaction
from marketplace.listings.models import Listing
from marketplace.seed.offers import Offer
from marketplace.seed.people import Cast, Person
from marketplace.seed.stories import Story
from marketplace.workflows.parties import Party


class Telling:
    """One story as it unfolds; each act is a transaction of its own, at the time the clock shows."""

    def __init__(self, story: Story, offer: Offer, cast: Cast) -> None:
        self.story, self.offer = story, offer
        self.buyer, self.holder = cast[story.buyer], offer.holder
        self.deal_id = 0

    @property
    def deal(self) -> Deal:
        return db.session.get_one(Deal, self.deal_id)

    @property
    def _seen(self) -> str:
        return db.session.get_one(Listing, self.offer.listing_id).versions[-1].terms_hash

    def accept(self) -> None:
        with transaction():
            self.deal_id = actions.accept(self.offer.listing_id, by=self.buyer.user, seen_hash=self._seen).id

    def notice(self) -> None:
        starts_on = (clock.today() + timedelta(days=10)).isoformat()
        notice = {"products": "自用，小批量生产（样例）", "starts_on": starts_on, "accepts": True}
        with transaction():
            deal = actions.give_notice(self.offer.listing_id, by=self.buyer.user, seen_hash=self._seen, notice=notice)
            self.deal_id = deal.id

    def print_contract(self) -> None:
        jobs.run(f"contract_pdf:{self.deal_id}", strict=True)

    def print_notice(self) -> None:
        jobs.run(f"notice_pdf:{self.deal_id}", strict=True)

    def print_confirmation(self) -> None:
        jobs.run(f"confirmation_pdf:{self.deal_id}", strict=True)

    def _signed(self, party: Party, who: Person) -> documents.SignedFile:
        begin(writing=False)
        signed = documents.sign_contract(self.deal, party, who.user)
        rollback()
        return signed

    def sign(self) -> None:
        signed = self._signed(Party.LICENSEE, self.buyer)
        with transaction():
            actions.sign(self.deal, by=self.buyer.user, signed=signed)

    def countersign(self) -> None:
        signed = self._signed(Party.LICENSOR, self.holder)
        with transaction():
            actions.countersign(self.deal, by=self.holder.user, signed=signed)

    def pay(self) -> None:
        begin(writing=False)
        number, due_fen = self.deal.number, self.deal.due_at_start_fen
        rollback()
        picture = sample_scan("付款凭证", f"许可 {number}", f"金额 {money.yuan(due_fen)} 元", f"{clock.today()}")
        upload = files.accept("付款凭证.png", picture, {"png"}, asker=Asker.JOB)
        with transaction():
            by = self.buyer.user
            kept = files.keep(upload.content, upload.clean_name, upload.media_type, by.organisation_id, "voucher")
            actions.report_payment(
                self.deal,
                by=by,
                paid_on=clock.today(),
                paid_fen=due_fen,
                voucher=kept.sha256,
                voucher_name=kept.name,
            )

    def confirm(self) -> None:
        with transaction():
            actions.confirm_payment(self.deal, by=self.holder.user)

    def complete(self) -> None:
        jobs.run(f"term_ends:{self.deal_id}", strict=True)

    def exit(self) -> None:
        with transaction():
            actions.exit_(self.deal, by=self.buyer.user, reason="试过了，我们的件太大，放不进去。")

    def terminate(self) -> None:
        with transaction():
            actions.terminate(self.deal, by=self.holder.user, reason="使用费逾期六个月，两次催告仍没有付。")

    def withdraw(self) -> None:
        with transaction():
            actions.withdraw(self.deal, by=self.buyer.user, reason="点错了，要的是另一件。")
