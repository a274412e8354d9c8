"""A royalty on net sales: rate or ladder, yearly minimum, cap on the whole, and what a period owes.

Order, for each licence year: (1) the minimum of the payable months, (2) the rate on their net sales; the larger of the
two is owed; (3) the cap cuts what would lift everything ever charged, entry fee included, above it.
"""

from dataclasses import dataclass

from marketplace.kit.words import Words
from marketplace.listings.rules.exact import half_up
from marketplace.listings.rules.fee_plan.strict import Reader

WHOLE_PPM = 1_000_000

NET_SALES = Words(
    "净销售额是指被许可方销售许可产品或者提供相应服务开具发票的金额，扣除退货、返利、增值税、运费和保险费后的余额",
    "net sales means the amount invoiced for licensed products or services using the patent, less returns, rebates, "
    "value-added tax, freight and insurance",
)


@dataclass(frozen=True)
class Rung:
    """From `above_fen` of net sales in one licence year on, the part above it pays this rate."""

    above_fen: int
    rate_ppm: int

    def to_json(self) -> dict[str, object]:
        return {"above_fen": self.above_fen, "rate_ppm": self.rate_ppm}

    @classmethod
    def from_json(cls, source: object, path: str) -> "Rung":
        reader = Reader(source, frozenset({"above_fen", "rate_ppm"}), path)
        return cls(reader.whole("above_fen"), reader.whole("rate_ppm"))


@dataclass(frozen=True)
class Owed:
    """What one period owes, and how it came about."""

    fen: int
    by_rate_fen: int
    minimum_fen: int
    is_minimum: bool
    is_capped: bool


@dataclass(frozen=True)
class Royalty:
    """rate_ppm: of net sales · rungs: further rates, ascending · minimum_fen_a_year and cap_fen: nought or None when
    there is none · net_sales: the parties' own definition, empty for the standard one.
    """

    rate_ppm: int
    rungs: tuple[Rung, ...] = ()
    minimum_fen_a_year: int = 0
    cap_fen: int | None = None
    net_sales: str = ""

    def to_json(self) -> dict[str, object]:
        return {
            "rate_ppm": self.rate_ppm,
            "rungs": [rung.to_json() for rung in self.rungs],
            "minimum_fen_a_year": self.minimum_fen_a_year,
            "cap_fen": self.cap_fen,
            "net_sales": self.net_sales,
        }

    @classmethod
    def from_json(cls, source: object, path: str) -> "Royalty":
        reader = Reader(source, frozenset({"rate_ppm", "rungs", "minimum_fen_a_year", "cap_fen", "net_sales"}), path)
        return cls(
            reader.whole("rate_ppm"),
            reader.parts("rungs", Rung.from_json),
            reader.whole("minimum_fen_a_year", 0),
            reader.whole_or_none("cap_fen"),
            reader.text("net_sales", 500, ""),
        )

    @property
    def net_sales_words(self) -> Words:
        if not self.net_sales:
            return NET_SALES
        return Words(f"净销售额是指{self.net_sales}", f"net sales means {self.net_sales}")

    @property
    def rates_ppm(self) -> tuple[int, ...]:
        return (self.rate_ppm, *(rung.rate_ppm for rung in self.rungs))

    def rate_part(self, sales_fen: int, year_sales_before_fen: int = 0) -> int:
        """The rate on `sales_fen`, which come after `year_sales_before_fen` of the same licence year; half up to fen.

        Exactly on a step belongs to the rung below: only what lies above a step pays the next rate.
        """
        low, high = year_sales_before_fen, year_sales_before_fen + sales_fen
        floors = (0, *(rung.above_fen for rung in self.rungs))
        ceilings = (*floors[1:], None)
        scaled = 0
        for floor, ceiling, rate_ppm in zip(floors, ceilings, self.rates_ppm, strict=True):
            top = high if ceiling is None else min(high, ceiling)
            scaled += max(top - max(low, floor), 0) * rate_ppm
        return half_up(scaled, WHOLE_PPM)

    def owed(self, sales_fen: int, payable_months: int, charged_before_fen: int) -> Owed:
        """What one licence year owes.

        sales_fen:          net sales of its payable months
        payable_months:     months of the year after the trigger, 0..12; the minimum is shared out by them
        charged_before_fen: everything charged so far over the whole licence, entry fee included
        """
        minimum_fen = half_up(self.minimum_fen_a_year * payable_months, 12)
        by_rate_fen = self.rate_part(sales_fen)
        due_fen = max(minimum_fen, by_rate_fen)
        left_fen = due_fen if self.cap_fen is None else max(self.cap_fen - charged_before_fen, 0)
        return Owed(min(due_fen, left_fen), by_rate_fen, minimum_fen, minimum_fen > by_rate_fen, left_fen < due_fen)
