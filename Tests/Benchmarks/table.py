"""The table: what was measured, and how it stands to what it is held to."""

from dataclasses import dataclass
from statistics import median

HEAD = "| what | measured | must | aim |\n|---|---|---|---|"


@dataclass(frozen=True)
class Bound:
    """What a number is held to."""

    sign: str
    limit: float
    unit: str = ""

    def holds(self, number):
        return {"≤": number <= self.limit, "≥": number >= self.limit, "<": number < self.limit}[self.sign]

    def __str__(self):
        limit = f"{self.limit:,}" if self.limit >= 1000 else f"{self.limit:g}"
        return f"{self.sign} {limit}{self.unit}"


def at_most(limit, unit=""):
    return Bound("≤", limit, unit)


def at_least(limit, unit=""):
    return Bound("≥", limit, unit)


def fewer_than(limit):
    return Bound("<", limit)


def row(what, number, measured, must=None, aim=None):
    """One line of the table; one that misses its must says so."""
    misses = " **MISSED**" if must and not must.holds(number) else ""
    return f"| {what} | {measured} | {must or 'report'}{misses} | {aim or ''} |"


def spread(numbers, digits=2, unit=""):
    return f"**{median(numbers):.{digits}f}{unit}** ({min(numbers):.{digits}f}–{max(numbers):.{digits}f})"


def compared(what, ours, theirs, unit, digits, must, aim):
    """The line of a ratio: each round gives one, and the medians that they are made of stand behind."""
    ratios = [our / their for our, their in zip(ours, theirs)]
    absolute = f"{median(ours):,.{digits}f} to {median(theirs):,.{digits}f} {unit}"
    return row(what, median(ratios), f"{spread(ratios)}: {absolute}, {len(ratios)} rounds", must, aim)
