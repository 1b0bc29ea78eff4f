"""The one table."""


def human(value):
    """A rate in few digits: 6.27 M, 172 k, 41."""
    for limit, unit in ((1e6, " M"), (1e3, " k")):
        if value >= limit:
            return f"{value / limit:.3g}{unit}"
    return f"{value:.3g}"


def milliseconds(seconds):
    return f"{seconds * 1e3:.3g} ms"


class Table:
    HEADINGS = ("what", "measured", "budget", "peer", "ratio", "")

    def __init__(self):
        self.rows = []

    def add(self, what, measured, budget="", met=None, peer="", ratio=""):
        """`met`: whether the budget is kept; None for a figure without one."""
        verdict = "" if met is None else "ok" if met else "MISSED"
        self.rows.append((what, measured, budget, peer, ratio, verdict))

    def text(self):
        rows = [self.HEADINGS] + self.rows
        widths = [max(len(row[column]) for row in rows) for column in range(len(self.HEADINGS))]
        lines = [
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
        lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        return "\n".join(lines)
