"""Whole statements: rows or groups of a source, filtered, ordered and cut."""

import re
from typing import NamedTuple

import features
from compare import Order
from expression import Expr, Impossible, Maker, Scope
from rows import Argument
from derived import DerivedMaker, by_types, scope_of

KEY_TYPES = ("text", "int4", "int8", "bool", "timestamptz", "text", "float8", "date", "timestamp")
UNSTABLE = {"interval", "numeric", "jsonb"}  # equal values that look different: their order is open
# What the rewriter writes anew has another name.
RENAMED = re.compile(r"\b(first_value|last_value|approx_count_distinct)\(")
ARRAY_CAST = re.compile(r"\[\](\)\[[\d:]+\])?$")
OF_PLACES = (
    "row_number() of rows",
    "latest()",
    "generate_series() of a row",
)  # sources that look at partition and offset
# Keys that are not used in several sets, as they may be another key when they are folded. Nor are
# truth values: PostgreSQL 15 takes HAVING apart at each AND, and then no longer sees the key in it.
NOT_IN_SETS = re.compile(r"\b(CASE|coalesce|greatest|least)\b")
DEPTH = 3


class Query(NamedTuple):
    sql: str
    order: Order
    names: frozenset  # what of features.py it hits
    topics: tuple
    rough: tuple  # output columns
    grouped: bool  # its rows are of several records each
    theirs: str  # the text for PostgreSQL to rewrite: without LIMIT if any of its rows will do
    unlimited: str  # without LIMIT


ANY = Argument("any")


class Output(NamedTuple):
    expr: Expr
    alias: str  # or ""

    def sql(self):
        return f"{self.expr.sql} AS {self.alias}" if self.alias else self.expr.sql


class QueryMaker:
    """coverage says what is to be hit next (coverage.py); has_order: the records' order is known."""

    def __init__(self, chance, coverage, datasets, has_order=True):
        self.chance, self.coverage, self.datasets, self.has_order = (
            chance,
            coverage,
            datasets,
            has_order,
        )
        self.maker = Maker(chance, self.choose_row)
        self.sources = DerivedMaker(chance, self.pick_source, datasets, self.maker)

    def choose_row(self, rows):
        return self.coverage.choose(rows, lambda row: row.name)

    def pick_source(self, names):
        return self.coverage.choose(
            [
                n
                for n in names
                if features.SOURCES.get(n) and (self.has_order or n not in OF_PLACES)
            ],
            lambda name: name,
        )

    def use(self, name, share):
        """Whether to have that clause, now and then; it is noted."""
        if not features.CLAUSES.get(name) or self.chance.random() >= self.coverage.share(
            name, share
        ):
            return False
        self.names.add(name)
        return True

    def note(self, expr):
        self.names |= expr.rows
        return expr

    # ---- pieces ----

    def expression(self, scope, types, depth=DEPTH):
        return self.maker.make(scope, self.chance.choice(types), depth)

    def focus(self, scope, table):
        """An expression whose root is one of the rows that were hit least."""
        kinds = [kind for kind in table if kind in scope.types() or table is scope.aggregates]
        rows = [row for kind in kinds for row in table[kind]]
        return self.maker.root(scope, self.coverage.least(rows, lambda row: row.name), DEPTH)

    def condition(self, scope):
        for _ in range(8):
            made = self.maker.make(scope, "bool", DEPTH)
            if not made.rough and not made.constant:
                return self.note(made)
        raise Impossible("bool")

    def output(self, expr):
        if ARRAY_CAST.search(expr.sql) and not features.WAYS["array cast without alias"]:
            named = True
        else:
            named = expr.is_atom or RENAMED.search(expr.sql)
        if not named and self.use("expression without alias", 0.15):
            alias = ""
        else:
            self.aliases += 1
            alias = f"c{self.aliases}"
        return Output(self.note(expr), alias)

    # ---- the statement ----

    def make(self):
        while True:
            try:
                self.names, self.aliases = set(), 0
                return self.statement()
            except Impossible:
                continue

    def statement(self):
        dataset = self.chance.choice(self.datasets)
        source = self.sources.make(dataset, self.pick_source(features.SOURCES))
        self.names |= source.names
        scope = scope_of(source)
        if (
            source.is_record
            and source.is_single
            and self.has_order
            and self.use("DISTINCT ON", 0.05)
        ):
            return self.distinct_on(source, scope)
        if source.is_plain and not source.grouped and self.use("UNION ALL of queries", 0.04):
            return self.union(source, scope)
        groups = source.grouped or self.chance.random() < (0.7 if source.windows else 0.5)
        return (self.groups if groups else self.rows)(source, scope)

    def where(self, source, scope):
        tests = [source.condition] if source.condition else []
        if source.windows and self.use("WHERE on a window", 0.15):
            operator = self.chance.choice((">", "<=", "<>"))
            edge = f"timestamptz '2026-01-31 10:2{self.chance.randrange(10)}:00+00'"
            tests.append(f"{self.chance.choice(source.windows)} {operator} {edge}")
        if self.use("WHERE", 0.4):
            test = self.condition(scope).sql
            tests.append(f"({test})" if tests else test)
        return f"\nWHERE {' AND '.join(tests)}" if tests else ""

    def outputs(self, scope):
        outputs = [
            self.output(self.focus(scope, features.ROWS))
            for _ in range(self.chance.choice((3, 3, 4)))
        ]
        types = scope.types()
        return outputs + [
            self.output(self.expression(scope, types)) for _ in range(self.chance.choice((0, 1, 2)))
        ]

    def distinct_on(self, source, scope):
        """The first row of each key, in an order that leaves none open."""
        key = self.note(self.key(scope))
        outputs = [
            output
            for output in self.outputs(scope)
            if not output.expr.constant or features.WAYS["constant in DISTINCT ON"]
        ]
        if not outputs:
            raise Impossible("outputs")
        place = [
            atom.sql
            for name in ("partition", '"offset"')
            for atom in source.atoms
            if atom.sql == name or atom.sql.endswith("." + name)
        ]
        targets = ", ".join(output.sql() for output in outputs)
        text = (
            f"SELECT DISTINCT ON ({key.sql}) {targets}\nFROM {source.sql}{self.where(source, scope)}"
            f"\nORDER BY {key.sql}{self.direction()}, {self.hidden(scope).sql}{self.direction()}, "
            + ", ".join(place[:2])
        )
        rough = tuple(i for i, output in enumerate(outputs) if output.expr.rough)
        return Query(
            text, Order("total"), frozenset(self.names), source.topics, rough, True, text, text
        )

    def union(self, source, scope):
        """Two queries one after the other, perhaps with an order of all."""
        others = [d for d in self.datasets if d.topic not in source.topics]
        other = self.sources.make(self.chance.choice(others), "topic")
        first = [
            self.output(self.expression(scope, [t for t in scope.types() if t not in UNSTABLE]))
            for _ in range(self.chance.choice((1, 2, 3)))
        ]
        if any(output.expr.rough for output in first):
            raise Impossible("union")
        second = [
            self.note(self.maker.bounded(scope_of(other), output.expr.type, 1, ANY))
            for output in first
        ]
        if any(made.rough for made in second):
            raise Impossible("union")
        selects = [
            f"SELECT {', '.join(o.sql() for o in first)}\nFROM {source.sql}{self.where(source, scope)}",
            f"SELECT {', '.join(made.sql for made in second)}\nFROM {other.sql}",
        ]
        text = source.before + "\nUNION ALL ".join(selects)
        order, order_by = Order(), ""
        if self.use("ORDER BY", 0.4):
            order = Order("total")
            order_by = "\nORDER BY " + ", ".join(
                f"{i + 1}{self.direction()}" for i in range(len(first))
            )
            order_by += self.limit()
        return Query(
            text + order_by,
            order,
            frozenset(self.names),
            source.topics + other.topics,
            (),
            True,
            text + order_by,
            text,
        )

    def rows(self, source, scope):
        outputs = self.outputs(scope)
        distinct = ""
        if not any(o.expr.rough or o.expr.type in UNSTABLE for o in outputs) and self.use(
            "DISTINCT", 0.12
        ):
            distinct = "DISTINCT "
        head = f"SELECT {distinct}{{}}\nFROM {source.sql}{self.where(source, scope)}"
        return self.finished(source, head, outputs, None if distinct else scope)

    # ---- groups ----

    def key(self, scope):
        for _ in range(20):
            made = self.maker.make(scope, self.chance.choice(KEY_TYPES), 2)
            if not made.rough and not made.constant and made.type not in UNSTABLE:
                return made
        raise Impossible("key")

    def keys(self, source, scope):
        """Expressions to group by, and how each is written in GROUP BY."""
        keys = [
            Expr(column, "text" if column == "key" else "timestamptz", is_atom=True)
            for column in source.grouped
        ]
        if not keys and self.use("aggregates without GROUP BY", 0.08):
            return None
        if not keys and self.use("GROUP BY ()", 0.04):
            return []
        if source.windows and self.chance.random() < 0.85 and self.use("GROUP BY window", 1):
            columns = self.chance.choice(((0,), (0,), (1,), (0, 1)))
            kinds = {atom.sql: atom.type for atom in source.atoms}
            keys += [
                Expr(source.windows[i], kinds[source.windows[i]], is_atom=True) for i in columns
            ]
        while not keys or (len(keys) < 3 and self.chance.random() < 0.4):
            key = self.note(self.key(scope))
            if key.sql not in (other.sql for other in keys):
                keys.append(key)
        if len(keys) > 1:
            self.names.add("GROUP BY several keys")
        return keys

    def group_by(self, keys, outputs):
        """The clause; outputs: each key's index in SELECT, or None."""
        written = []
        for key, place in zip(keys, outputs):
            alias = self.shown[place].alias if place is not None else ""
            if place is not None and self.use("GROUP BY position", 0.2):
                written.append(str(place + 1))
            elif alias and self.use("GROUP BY name", 0.4):
                written.append(alias)
            else:
                self.names.add("GROUP BY expression")
                written.append(f"({key.sql})" if self.chance.random() < 0.3 else key.sql)
        return "\nGROUP BY " + self.sets(keys, written)

    def sets(self, keys, written):
        """The keys as they are, or several sets of them."""
        if len(written) < 2 or self.has_session or any(
            key.type == "bool" or NOT_IN_SETS.search(key.sql) for key in keys
        ):
            return ", ".join(written)
        if self.use("ROLLUP", 0.06):
            return f"ROLLUP ({', '.join(written)})"
        if self.use("CUBE", 0.06):
            return f"CUBE ({', '.join(written)})"
        if self.use("GROUPING SETS", 0.06):
            some = [f"({', '.join(self.chance.sample(written, n))})" for n in (1, len(written), 0)]
            return (
                f"GROUPING SETS ({', '.join(self.chance.sample(some, self.chance.choice((2, 3))))})"
            )
        return ", ".join(written)

    def groups(self, source, scope):
        keys = self.keys(source, scope)
        self.has_session = bool(source.grouped)
        # A key is an atom of what comes behind GROUP BY, with its own text.
        atoms = [
            key._replace(
                sql=key.sql if key.is_atom else f"({key.sql})", is_atom=True, rows=frozenset()
            )
            for key in keys or ()
        ]
        aggregates = (
            features.RECORD_AGGREGATES
            if source.is_single and self.has_order
            else features.AGGREGATES
        )
        grouped = Scope(by_types(atoms), features.ROWS, scope, aggregates)
        self.shown, places = [], []
        for key in keys or ():
            has_place = self.chance.random() < 0.8
            places.append(len(self.shown) if has_place else None)
            if has_place:
                self.shown.append(self.output(key))
        for _ in range(self.chance.choice((3, 3, 4))):
            self.shown.append(self.output(self.focus(grouped, aggregates)))
        if self.chance.random() < 0.4:
            self.shown.append(self.output(self.expression(grouped, grouped.types())))
        group_by = ""
        if keys is not None:
            group_by = "\nGROUP BY ()" if not keys else self.group_by(keys, places)
        having = ""
        if keys and self.use("HAVING", 0.2):
            having = f"\nHAVING {self.condition(grouped).sql}"
        distinct = ""
        if not any(o.expr.rough or o.expr.type in UNSTABLE for o in self.shown) and self.use(
            "DISTINCT of groups", 0.15
        ):
            distinct = "DISTINCT "
        if self.is_sets(group_by) and self.use("grouping()", 0.5):
            self.shown.append(
                Output(Expr(f"grouping({keys[0].sql})", "int4", 1, is_atom=True), "sets")
            )
        head = (
            f"SELECT {distinct}{{}}\nFROM {source.sql}{self.where(source, scope)}{group_by}{having}"
        )
        return self.finished(source, head, self.shown, None if distinct else grouped)

    @staticmethod
    def is_sets(group_by):
        return group_by.startswith(("\nGROUP BY ROLLUP", "\nGROUP BY CUBE", "\nGROUP BY GROUPING"))

    # ---- order and limit ----

    def finished(self, source, head, outputs, scope):
        """scope: of hidden ORDER BY expressions; None if there may be none."""
        text = source.before + head.replace("{}", ", ".join(output.sql() for output in outputs), 1)
        unstable = any(o.expr.rough or o.expr.type in UNSTABLE for o in outputs)
        order, order_by, unlimited = Order(), "", text
        if self.use("ORDER BY", 0.5):
            limited = not unstable and self.chance.random() < 0.5
            order_by, order = self.order_by(outputs, scope, limited, unstable)
            unlimited += order_by
            if limited:
                order_by += self.limit()
        elif not unstable and self.use("LIMIT without ORDER BY", 0.06):
            n = self.chance.choice((0, 1, 3, 10, 1000))
            order, order_by = Order("subset", (n,)), f"\nLIMIT {n}"
        rough = tuple(i for i, output in enumerate(outputs) if output.expr.rough)
        theirs = text if order.kind == "subset" else text + order_by
        grouped = (
            order.kind in ("total", "keys")
            or "GROUP BY" in text
            or "DISTINCT" in text
            or scope is None
            or bool(scope.aggregates)
        )
        return Query(
            text + order_by,
            order,
            frozenset(self.names),
            source.topics,
            rough,
            grouped,
            theirs,
            unlimited,
        )

    def limit(self):
        text = ""
        if self.use("LIMIT", 0.7):
            text += f"\nLIMIT {self.chance.choice((1, 2, 3, 5, 10, 20))}"
        if self.use("OFFSET", 0.4):
            text += f"\nOFFSET {self.chance.choice((0, 1, 2, 4))}"
        return text

    def order_by(self, outputs, scope, total, unstable):
        places = [
            i for i, o in enumerate(outputs) if not o.expr.rough and o.expr.type not in UNSTABLE
        ]
        chosen = self.chance.sample(places, min(len(places), self.chance.choice((1, 1, 2))))
        terms = []
        is_hidden = scope is not None and self.use("ORDER BY hidden", 0.2)
        if is_hidden:
            terms.append(self.hidden(scope).sql + self.direction())
        terms += [self.order_term(i, outputs[i]) + self.direction() for i in chosen]
        if total:
            terms += [f"{i + 1}{self.direction()}" for i in places if i not in chosen]
        if not terms:
            return "", Order()
        if total and not unstable:
            order = Order("total")
        else:
            order = Order() if is_hidden else Order("keys", chosen)
        return "\nORDER BY " + ", ".join(terms), order

    def hidden(self, scope):
        for _ in range(20):
            made = self.expression(scope, ("int4", "text", "int8", "timestamptz"), 1)
            if not made.rough and not made.constant:
                return self.note(made)
        raise Impossible("order")

    def order_term(self, i, output):
        if output.alias and self.chance.random() < 0.5:
            return output.alias
        if output.expr.constant or self.use("ORDER BY position", 0.4):
            return str(i + 1)
        return output.expr.sql

    def direction(self):
        text = ""
        if self.use("ORDER BY DESC", 0.4):
            text = " DESC"
        if self.use("ORDER BY NULLS", 0.25):
            text += self.chance.choice((" NULLS FIRST", " NULLS LAST"))
        return text
