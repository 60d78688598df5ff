"""Expressions of a wanted type, from the rows that are enabled and the columns that are there."""

from typing import NamedTuple

from literals import KINDS, value_literal
from rows import NUMBER, TEXT

LIMITS = {
    "int4": 2**31 - 1,
    "int8": 2**62,
    "float8": 1e30,
    "numeric": 10**30,
    "text": 300,
    "bytea": 300,
}
TYPES = (
    "int4",
    "int8",
    "float8",
    "numeric",
    "text",
    "bool",
    "timestamptz",
    "interval",
    "date",
    "timestamp",
    "jsonb",
    "bytea",
    "int4[]",
    "text[]",
)
ATTEMPTS = 12
WRAPS = {
    "int4": "({0}) % {1}",
    "int8": "({0}) % {1}::int8",
    "text": "left({0}, {1})",
    "numeric": "({0}) % {1}::numeric",
}


class Expr(NamedTuple):
    sql: str
    type: str
    bound: float = TEXT
    exact: bool = True  # a float8 whose sums do not depend on the order, a numeric of few decimals
    rough: bool = False
    constant: bool = False
    rows: frozenset = frozenset()
    is_atom: bool = False


class Impossible(Exception):
    """No expression of that kind can be made here."""


class Scope(NamedTuple):
    """What an expression may be made of. aggregates: rows whose arguments are of `inner`."""

    atoms: dict  # type -> list of Expr
    rows: dict  # type -> list of Row
    inner: object = None  # the Scope of aggregates' arguments, or None
    aggregates: dict = {}

    def types(self):
        return [t for t in TYPES if self.atoms.get(t) or self.rows.get(t)]


class Maker:
    """chance: a random.Random; choose(rows) picks the one that is to be hit next."""

    def __init__(self, chance, choose):
        self.chance, self.choose = chance, choose

    # ---- leaves ----

    def leaf(self, scope, kind):
        atoms = scope.atoms.get(kind)
        if atoms and self.chance.random() < 0.85:
            return self.chance.choice(atoms)
        literal = value_literal(kind, self.chance)
        if literal is None:
            if not atoms:
                raise Impossible(kind)
            return self.chance.choice(atoms)
        return Expr(literal[0], kind, literal[1], constant=True)

    # ---- calls ----

    def argument(self, scope, wanted, depth, made):
        if wanted.type.startswith("="):
            return made[int(wanted.type[1:]) - 1]
        if wanted.type in KINDS:
            text = KINDS[wanted.type](self.chance)
            return Expr(text, wanted.type, len(text), constant=True)
        kind = wanted.type
        if kind == "any":
            kind = self.chance.choice(scope.types())
        if wanted.constant == "?":
            literal = value_literal(kind, self.chance)
            return Expr(literal[0], kind, literal[1], constant=True)
        return self.bounded(scope, kind, depth, wanted)

    def bounded(self, scope, kind, depth, wanted):
        bound = wanted.bound
        for attempt in range(ATTEMPTS):
            made = self.make(scope, kind, depth if attempt < ATTEMPTS // 2 else 0)
            if (wanted.exact and not made.exact) or (wanted.constant == "^" and made.constant):
                continue
            if bound is None or made.bound <= bound:
                return made
            if kind in WRAPS and attempt > 1:
                return made._replace(sql=WRAPS[kind].format(made.sql, bound), bound=bound)
        raise Impossible(kind)

    def call(self, scope, row, depth, inner=None):
        """The row with arguments of `inner` (an aggregate's) or of the scope itself."""
        made = []
        for wanted in row.arguments:
            made.append(self.argument(inner or scope, wanted, depth - 1, made))
        sql = row.pieces[0]
        for argument, piece, wanted in zip(made, row.pieces[1:], row.arguments):
            is_whole = argument.is_atom or not argument.rows  # else an operator may stand open
            bare = is_whole or (sql.endswith(("(", ", ")) and piece.startswith((")", ",")))
            sql += (argument.sql if bare else f"({argument.sql})") + piece
        typed = [m for m, wanted in zip(made, row.arguments) if wanted.type not in KINDS]
        if row.bound is not None:
            bound = row.bound(*(m.bound for m in made[:4]))
        elif row.type in ("text", "bytea"):
            bound = max([TEXT, *(m.bound for m in typed if m.type == row.type)])
        else:
            bound = NUMBER
        if bound > LIMITS.get(row.type, float("inf")):
            raise Impossible(row.type)
        return Expr(
            sql,
            row.type,
            bound,
            exact=row.type not in ("float8", "numeric")
            or (row.exact and all(m.exact for m in typed)),
            rough=row.rough or any(m.rough for m in made),
            constant=inner is None and all(m.constant for m in made) and bool(made),
            rows=frozenset({row.name}).union(*(m.rows for m in made)),
        )

    def root(self, scope, row, depth):
        """The row itself with arguments: what makes sure that it is hit."""
        is_aggregate = row in scope.aggregates.get(row.type, ())
        for attempt in range(ATTEMPTS):
            try:
                return self.call(
                    scope, row, max(1, depth - attempt // 4), scope.inner if is_aggregate else None
                )
            except Impossible:
                continue
        raise Impossible(row.type)

    def make(self, scope, kind, depth):
        rows = scope.rows.get(kind, [])
        aggregates = scope.aggregates.get(kind, [])
        has_atoms = bool(scope.atoms.get(kind))
        is_end = has_atoms or kind != "bool" or depth < -1  # a condition of a constant says little
        share_of_leaves = 0 if not is_end else 1 if depth <= 0 else 0.45 if has_atoms else 0.15
        if not rows and not aggregates:
            return self.leaf(scope, kind)
        if self.chance.random() < share_of_leaves:
            try:
                return self.leaf(scope, kind)
            except Impossible:
                pass
        for _ in range(ATTEMPTS):
            try:
                if aggregates and (not rows or self.chance.random() < 0.5):
                    return self.call(scope, self.choose(aggregates), max(1, depth), scope.inner)
                if not rows or depth <= -3:
                    return self.leaf(scope, kind)
                return self.call(scope, self.choose(rows), depth)
            except Impossible:
                continue
        return self.leaf(scope, kind)
