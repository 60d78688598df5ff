"""Items of FROM that are queries themselves: subqueries, WITH, UNION ALL, VALUES, ranks; and
windows over them, with a time of their own."""

from expression import Expr, Impossible, Scope
import features
from literals import quote, value_literal
from rows import Argument
from source import (
    BEFORE_FUNCTIONS,
    GAPS,
    HOPS,
    MAKERS,
    WINDOW,
    Source,
    SourceMaker,
    interval,
    window_atoms,
)

COLUMN_TYPES = (
    "text",
    "int4",
    "int8",
    "float8",
    "numeric",
    "bool",
    "timestamptz",
    "text",
    "int4",
    "interval",
    "date",
)
OPEN = {"interval", "numeric", "jsonb", "float8"}  # equal values that look different


def by_types(atoms):
    table = {}
    for atom in atoms:
        table.setdefault(atom.type, []).append(atom)
    return table


def scope_of(source):
    return Scope(by_types(source.atoms), features.ROWS)


class DerivedMaker(SourceMaker):
    """maker: of expressions; see source.py for the rest."""

    def __init__(self, chance, pick, all_datasets, maker):
        super().__init__(chance, pick, all_datasets)
        self.maker = maker

    def make(self, dataset, name):
        return ALL_MAKERS[name](self, dataset, name)

    # ---- columns of an inner query ----

    def column(self, scope, kind):
        for _ in range(10):
            made = self.maker.make(scope, kind, 1)
            if not made.rough and not made.constant:
                return made
        raise Impossible(kind)

    def columns(self, scope, prefix="a"):
        """Expressions by the name that they get."""
        kinds = [kind for kind in COLUMN_TYPES if kind in scope.types()]
        chosen = self.chance.sample(kinds, min(len(kinds), self.chance.choice((3, 4, 5))))
        columns = {}
        for i, kind in enumerate(chosen, 1):
            made = self.column(scope, kind)
            is_twice = made.sql in (other.sql for other in columns.values())
            if not is_twice or features.WAYS["one expression as two columns of a subquery"]:
                columns[f"{prefix}{i}"] = made
        return columns

    def atoms_of(self, columns):
        return [
            Expr(name, made.type, made.bound, made.exact, is_atom=True)
            for name, made in columns.items()
        ]

    def select(self, columns, source):
        targets = ", ".join(f"{made.sql} AS {name}" for name, made in columns.items())
        where = f" WHERE {source.condition}" if source.condition else ""
        return f"SELECT {targets} FROM {source.sql}{where}"

    def hit(self, name, columns, *sources):
        names = {name}.union(*(made.rows for made in columns.values()))
        return names.union(*(source.names for source in sources))

    def inner(self, dataset):
        return self.plain(dataset, BEFORE_FUNCTIONS)

    # ---- subqueries ----

    def subquery(self, dataset, name):
        source = self.inner(dataset)
        columns = self.columns(scope_of(source))
        select = self.select(columns, source)
        alias = self.chance.choice(("s", "inner_rows"))
        found = Source(
            f"({select}) AS {alias}",
            self.atoms_of(columns),
            self.hit(name, columns, source),
            source.topics,
            is_record=False,
            is_single=False,
            is_plain=False,
        )
        if name == "WITH":
            return found._replace(sql="w", before=f"WITH w AS ({select})\n")
        if name == "subquery with LIMIT":
            places = [i for i, made in enumerate(columns.values(), 1) if made.type not in OPEN]
            if len(places) < len(columns):
                raise Impossible("order")
            order = ", ".join(map(str, places))
            limit = self.chance.choice((1, 5, 20))
            return found._replace(sql=f"({select} ORDER BY {order} LIMIT {limit}) AS {alias}")
        return found

    def grouped_subquery(self, dataset, name):
        """Groups, as rows of another query."""
        source = self.inner(dataset)
        scope = scope_of(source)
        key = self.column(scope, self.chance.choice(("text", "int4", "bool")))
        aggregates = {
            "n": "count(*)",
            "least": f"min({self.column(scope, 'text').sql})",
            "total": f"sum({self.maker.bounded(scope, 'int4', 1, SMALL).sql})",
        }
        targets = ", ".join(f"{sql} AS {alias}" for alias, sql in aggregates.items())
        select = f"SELECT {key.sql} AS k, {targets} FROM {source.sql} GROUP BY 1"
        atoms = [
            Expr("k", key.type, key.bound, is_atom=True),
            Expr("n", "int8", 1000, is_atom=True),
            Expr("least", "text", 120, is_atom=True),
            Expr("total", "int8", 10**8, is_atom=True),
        ]
        return Source(
            f"({select}) AS g",
            atoms,
            self.hit(name, {"k": key}, source),
            source.topics,
            is_record=False,
            is_single=False,
            is_plain=False,
        )

    def union(self, dataset, name):
        first = self.inner(dataset)
        other = self.chance.choice([d for d in self.datasets if d.topic not in first.topics])
        second = self.inner(other)
        columns = self.columns(scope_of(first))
        others = {
            alias: self.column(scope_of(second), made.type) for alias, made in columns.items()
        }
        atoms = [
            Expr(
                alias,
                made.type,
                max(made.bound, others[alias].bound),
                made.exact and others[alias].exact,
                is_atom=True,
            )
            for alias, made in columns.items()
        ]
        return Source(
            f"({self.select(columns, first)} UNION ALL {self.select(others, second)}) AS u",
            atoms,
            self.hit(name, {**columns, **{f"o{k}": v for k, v in others.items()}}, first, second),
            first.topics + second.topics,
            is_record=False,
            is_single=False,
            is_plain=False,
        )

    def values(self, _dataset, name):
        kinds = self.chance.sample(("text", "int4", "bool", "timestamptz", "date"), 3)
        rows = []
        for i in range(self.chance.choice((1, 3, 6))):
            cells = [
                (
                    value_literal(kind, self.chance)[0]
                    if i == 0 or self.chance.random() > 0.15
                    else "NULL"
                )
                for kind in kinds
            ]
            rows.append(f"({', '.join(cells)})")
        atoms = [Expr(f"v{i}", kind, 100, is_atom=True) for i, kind in enumerate(kinds)]
        names = ", ".join(atom.sql for atom in atoms)
        return Source(
            f"(VALUES {', '.join(rows)}) AS v({names})",
            atoms,
            {name},
            (),
            is_record=False,
            is_single=False,
            is_plain=False,
        )

    def series(self, _dataset, name):
        n = self.chance.choice((1, 7, 30))
        return Source(
            f"generate_series({self.chance.choice((0, 1, -3))}, {n}) AS n",
            [Expr("n", "int4", 30, is_atom=True)],
            {name},
            (),
            is_record=False,
            is_single=False,
            is_plain=False,
        )

    # ---- windows over a query, with a time of its own ----

    def window_over(self, dataset, name):
        source = self.plain(dataset, [n for n in BEFORE_FUNCTIONS if n.startswith("topic")])
        scope = scope_of(source)
        kind = "timestamptz" if name != "window of a timestamp" else "timestamp"
        columns = {"at": self.column(scope, kind), **self.columns(scope)}
        select = f"({self.select(columns, source)})"
        if name == "session of a subquery":
            gap = interval(self.chance, self.chance.choice(GAPS))
            return Source(
                f"session({select}, at, {gap})",
                self.atoms_of(columns),
                self.hit(name, columns, source),
                source.topics,
                grouped=WINDOW,
                is_record=False,
                is_single=False,
                is_plain=False,
            )
        slide, size = self.chance.choice(HOPS)
        call = self.chance.choice(
            (
                f"tumble({select}, at, interval {quote(size)})",
                f"hop({select}, at, interval {quote(slide)}, interval {quote(size)})",
            )
        )
        return Source(
            f"{call} AS w",
            self.atoms_of(columns) + window_atoms(kind),
            self.hit(name, columns, source),
            source.topics,
            WINDOW,
            is_record=False,
            is_single=False,
            is_plain=False,
        )

    # ---- ranks ----

    def rank(self, dataset, name):
        """row_number() over groups or records of a window; the outer query keeps the first."""
        limit = self.chance.choice((1, 2, 3))
        source = self.plain(
            dataset, [n for n in ("tumble", "tumble shift", "hop") if features.SOURCES.get(n)]
        )
        scope = scope_of(source)
        if name == "row_number() of groups":
            key = self.column(scope, self.chance.choice(("text", "int4")))
            select = (
                f"SELECT window_start, {key.sql} AS k, count(*) AS n, row_number() OVER (PARTITION BY "
                f"window_start ORDER BY count(*) DESC, {key.sql} NULLS FIRST) AS rank "
                f"FROM {source.sql} GROUP BY window_start, {key.sql}"
            )
            columns = {"k": key}
            atoms = [
                Expr("k", key.type, key.bound, is_atom=True),
                Expr("n", "int8", 1000, is_atom=True),
            ]
        else:
            columns = self.columns(scope)
            targets = ", ".join(f"{made.sql} AS {alias}" for alias, made in columns.items())
            part = self.chance.choice(("window_start", "window_start, key", "key"))
            select = (
                f"SELECT window_start, {targets}, row_number() OVER (PARTITION BY {part} ORDER BY "
                f'"timestamp" DESC, partition, "offset", window_start) AS rank FROM {source.sql}'
            )
            atoms = self.atoms_of(columns)
        atoms += [
            Expr("window_start", "timestamptz", is_atom=True),
            Expr("rank", "int8", 100, is_atom=True),
        ]
        return Source(
            f"({select}) AS r",
            atoms,
            self.hit(name, columns, source),
            source.topics,
            is_record=False,
            is_single=False,
            is_plain=False,
            condition=f"rank <= {limit}",
        )


SMALL = Argument("int4", 1000000, False, "^")
ALL_MAKERS = {
    **MAKERS,
    **{name: DerivedMaker.subquery for name in ("subquery", "subquery with LIMIT", "WITH")},
    "subquery with GROUP BY": DerivedMaker.grouped_subquery,
    "UNION ALL": DerivedMaker.union,
    "VALUES": DerivedMaker.values,
    "generate_series()": DerivedMaker.series,
    **{
        name: DerivedMaker.window_over
        for name in ("window of a subquery", "window of a timestamp", "session of a subquery")
    },
    "row_number() of groups": DerivedMaker.rank,
    "row_number() of rows": DerivedMaker.rank,
}
