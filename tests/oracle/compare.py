"""Whether two tables are the same: as multisets, or in order as far as ORDER BY says it."""

from collections import Counter
from math import isclose, isnan

ROUGH_RELATIVE, ROUGH_ABSOLUTE = 1e-9, 1e-9  # where a difference of the last digits is declared


class Order:
    """What a statement says of its rows' order.

    none: nothing; total: every row has its place; keys: the output columns (from 0) that are sorted,
    rows that are equal there are in any order; subset: any n (the one number in `columns`) of the
    rows that PostgreSQL has without LIMIT.
    """

    def __init__(self, kind="none", columns=()):
        self.kind, self.columns = kind, tuple(columns)

    def text(self):
        return " ".join([self.kind, *map(str, self.columns)])

    @staticmethod
    def of(text):
        kind, *columns = text.split()
        return Order(kind, map(int, columns))


def as_number(cell):
    try:
        return None if cell is None else float(cell)
    except ValueError:
        return cell


def almost_equal(a, b):
    a, b = as_number(a), as_number(b)
    if isinstance(a, float) and isinstance(b, float):
        return isclose(a, b, rel_tol=ROUGH_RELATIVE, abs_tol=ROUGH_ABSOLUTE) or (
            isnan(a) and isnan(b)
        )
    return a == b


def settle_rough(ours, theirs, columns):
    """Ours with PostgreSQL's cell wherever they differ in the last digits only."""

    def order(pair):
        row = pair[1]
        exact = [(cell is not None, cell or "") for i, cell in enumerate(row) if i not in columns]
        rough = [
            number if isinstance(number, float) and not isnan(number) else 0.0
            for number in (as_number(row[i]) for i in columns)
        ]
        return exact, rough

    settled = list(ours)
    for (i, a), (_, b) in zip(
        sorted(enumerate(ours), key=order), sorted(enumerate(theirs), key=order)
    ):
        settled[i] = tuple(
            b[k] if k in columns and almost_equal(a[k], b[k]) else cell for k, cell in enumerate(a)
        )
    return settled


def without_sign_of_zero(rows):
    """Groups of -0 and 0 are one, which shows either; a sum of -0 alone is 0."""
    return [tuple("0" if cell == "-0" else cell for cell in row) for row in rows]


def show(rows):
    return "\n".join(
        "    " + ", ".join("NULL" if cell is None else repr(cell)[1:-1] for cell in row)
        for row in rows
    )


def first_difference(ours, theirs):
    for i, (a, b) in enumerate(zip(ours, theirs)):
        if a != b:
            return f"row {i + 1}: ours\n{show([a])}\n  PostgreSQL's\n{show([b])}"
    return f"ours has {len(ours)} rows, PostgreSQL's {len(theirs)}"


def bag_difference(ours, theirs, shown=4):
    a, b = Counter(ours), Counter(theirs)
    more, less = list((a - b).elements()), list((b - a).elements())
    return (
        f"{len(more)} rows only in ours\n{show(more[:shown])}\n"
        f"  {len(less)} only in PostgreSQL's\n{show(less[:shown])}"
    )


def difference(ours, theirs, order, rough=(), grouped=False):
    """None if they are the same, else what differs. Both failing is the same."""
    if ours.error is not None or theirs.error is not None:
        if ours.error is not None and theirs.error is not None:
            return None
        return f"ours: {ours.error or 'a table'}\n  PostgreSQL's: {theirs.error or 'a table'}"
    if ours.columns != theirs.columns:
        return f"columns {ours.columns}, PostgreSQL's {theirs.columns}"
    a, b = list(ours.rows), list(theirs.rows)
    if rough:
        a = settle_rough(a, b, rough)
    if grouped:
        a, b = without_sign_of_zero(a), without_sign_of_zero(b)
    if order.kind == "total":
        return None if a == b else first_difference(a, b)
    if order.kind == "subset":
        wanted = min(order.columns[0], len(b))
        if len(a) != wanted:
            return f"{len(a)} rows, not {wanted}"
        missing = Counter(a) - Counter(b)
        return f"rows that are not there\n{show(missing.elements())}" if missing else None
    if Counter(a) != Counter(b):
        return bag_difference(a, b)
    if order.kind == "keys":
        keys = [[tuple(row[i] for i in order.columns) for row in rows] for rows in (a, b)]
        return None if keys[0] == keys[1] else "in another order: " + first_difference(*keys)
    return None
