"""A statement for topics as one for PostgreSQL's tables.

What PostgreSQL does not know are the functions that bring a topic in FROM: each is replaced by a
subselect of the same rows and columns, with the windows of windows.sql. A topic's name is a table's
name already, and words() is a function there (see tables.py). Two kinds of aggregates have an order
here that PostgreSQL leaves open, and get it as ORDER BY; the streaming ones have their exact meaning.

It reads the text only: nothing is shared with the product's parser or planner.

Sessions: a row's session is [time, time + gap), and sessions of one `by` that have an instant in
common are one. So a row at exactly the last time + gap begins a new one, as it does for every window
whose end is not inside; window_end is the last time + gap.
"""

import re

from tokens import closing, split_arguments, tokens_of

RECORD_TIME = '"timestamp"'
RECORD_ORDER = '"timestamp", topic, "partition", "offset"'
NOT_AN_ALIAS = {
    "where",
    "group",
    "having",
    "order",
    "limit",
    "offset",
    "union",
    "intersect",
    "except",
    "window",
    "join",
    "left",
    "right",
    "full",
    "inner",
    "cross",
    "on",
    "for",
    "fetch",
    "using",
    "natural",
}
INTERVAL_WORDS = {
    "interval",
    "second",
    "seconds",
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "days",
    "to",
    "cast",
    "as",
    "make_interval",
}


class CannotRewrite(ValueError):
    pass


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


class Rewriter:
    """topics: all topics there are, by name, for topics('pattern'); as in world.py."""

    def __init__(self, text, topics=None):
        self.text = text
        self.topics = topics or {}
        self.tokens = tokens_of(text)

    # ---- pieces of the text ----

    def slice(self, tokens):
        return self.text[tokens[0].begin : tokens[-1].end] if tokens else ""

    def again(self, tokens):
        """The text of these tokens, itself rewritten."""
        return Rewriter(self.slice(tokens), self.topics).rewritten()

    def rewritten(self):
        out, copied, at = [], 0, 0
        while at < len(self.tokens):
            token = self.tokens[at]
            make = self.maker(at)
            if make is None:
                at += 1
                continue
            end = closing(self.tokens, at + 1)
            out.append(self.text[copied : token.begin])
            new, end = make(self, token.name(), self.tokens[at + 2 : end], end)
            out.append(new)
            copied = self.tokens[end].end
            at = end + 1
        out.append(self.text[copied:])
        return "".join(out)

    def maker(self, at):
        token = self.tokens[at]
        if at + 1 >= len(self.tokens) or not self.tokens[at + 1].is_mark("("):
            return None
        if token.kind not in ("word", "name") or (at > 0 and self.tokens[at - 1].is_mark(".")):
            return None
        return MAKERS.get(token.name())

    # ---- items of FROM ----

    def item(self, name, arguments, end):
        """`tumble(...)` and its kin as a subselect, with an alias if the text gives none."""
        select, default = self.relation_call(name, arguments)
        follows = self.tokens[end + 1] if end + 1 < len(self.tokens) else None
        has_alias = follows is not None and (
            follows.is_word("as")
            or follows.kind == "name"
            or (follows.kind == "word" and follows.text.lower() not in NOT_AN_ALIAS)
        )
        return f"({select})" + ("" if has_alias else f" AS {quoted(default)}"), end

    def relation_call(self, name, tokens):
        """The subselect, and the name that its rows have without an alias."""
        positional, named = self.arguments(tokens)
        if not positional:
            raise CannotRewrite(f"{name} without a topic")
        if name == "topics":
            return self.pattern(positional[0], named), "topics"
        relation, default = self.relation(positional[0], named)
        if name == "topic":
            return f"SELECT * FROM {relation}", default
        if name == "latest":
            return self.latest(relation), default
        return WINDOWS[name](self, relation, positional[1:], named), default

    def arguments(self, tokens):
        positional, named = [], {}
        for part in split_arguments(tokens):
            if len(part) > 2 and part[1].is_mark("=>"):
                named[part[0].name()] = part[2:]
            else:
                positional.append(part)
        return positional, named

    def relation(self, tokens, named):
        """The first argument as what may stand behind FROM, with an alias, and that alias."""
        first = tokens[0]
        if first.is_mark("("):
            return f"({self.again(tokens[1:-1])}) AS t", "t"
        if len(tokens) > 1 and tokens[1].is_mark("("):
            select, default = self.relation_call(first.name(), tokens[2:-1])
            return f"({select}) AS {quoted(default)}", default
        topic = first.literal() or ".".join(t.name() for t in tokens if not t.is_mark("."))
        bounds = self.bounds(named)
        if bounds:
            return f"(SELECT * FROM {quoted(topic)} WHERE {bounds}) AS {quoted(topic)}", topic
        return f"{quoted(topic)} AS {quoted(topic)}", topic

    def bounds(self, named):
        """since and until, of times and offsets: the first is read, the last is not."""
        tests = []
        for name, operator in (("since", ">="), ("until", "<")):
            if name not in named:
                continue
            said = self.slice(named[name])
            word = named[name][0].literal() if len(named[name]) == 1 else None
            if word in ("earliest", "beginning", "now", "latest", "end"):
                continue
            if (word or said).isdigit():
                tests.append(f'"offset" {operator} {word or said}')
            else:
                tests.append(f'"timestamp" {operator} ({said})::timestamptz')
        return " AND ".join(tests)

    def pattern(self, tokens, named):
        wanted = [t for t in self.topics if re.fullmatch(tokens[0].literal(), t)]
        if not wanted:
            raise CannotRewrite("no topic of that pattern")
        fields = {t: dict(self.topics[t].get("columns", ())) for t in wanted}
        types = {name: kind for columns in fields.values() for name, kind in columns.items()}
        selects = [
            'SELECT key, value, "timestamp", "partition", "offset", headers, topic'
            + "".join(
                f", {quoted(name)}" if name in fields[t] else f", NULL::{kind} AS {quoted(name)}"
                for name, kind in types.items()
            )
            + f" FROM {quoted(t)}"
            for t in wanted
        ]
        union = " UNION ALL ".join(selects)
        bounds = self.bounds(named)
        return f"SELECT * FROM ({union}) AS t WHERE {bounds}" if bounds else union

    def latest(self, relation):
        """The newest row of each key; a key whose newest value is NULL has gone."""
        return (
            f"SELECT (t.r).* FROM (SELECT DISTINCT ON (l.key) l AS r FROM {relation_as(relation, 'l')} "
            'WHERE l.key IS NOT NULL ORDER BY l.key, l."offset" DESC) AS t '
            "WHERE (t.r).value IS NOT NULL"
        )

    # ---- windows ----

    def is_time(self, tokens):
        """Whether an argument is an expression of columns: sizes are constants."""
        return any(
            t.kind == "name" or (t.kind == "word" and t.text.lower() not in INTERVAL_WORDS)
            for t in tokens
        )

    def times(self, positional, named, names):
        """The time's text, and the constants by name, in the order in which they may stand."""
        rest = list(positional)
        time = RECORD_TIME
        if "time" in named:
            time = self.slice(named["time"])
        elif rest and self.is_time(rest[0]):
            time = self.slice(rest.pop(0))
        given = dict(zip(names, (self.slice(part) for part in rest)))
        given.update({name: self.slice(part) for name, part in named.items() if name in names})
        return time, given

    def lateral(self, relation, time, function, *durations):
        intervals = ", ".join(f"({d})::interval" for d in durations)
        alias = relation.rsplit(" AS ", 1)[1]
        return (
            f"SELECT {alias}.*, w.window_start, w.window_end FROM {relation}, "
            f"LATERAL {function}({time}, {intervals}) AS w"
        )

    def tumble(self, relation, positional, named):
        time, given = self.times(positional, named, ("size", "shift"))
        return self.lateral(
            relation, time, "windows_tumble", given["size"], given.get("shift", "'0'")
        )

    def hop(self, relation, positional, named):
        time, given = self.times(positional, named, ("slide", "size", "shift"))
        return self.lateral(
            relation, time, "windows_hop", given["slide"], given["size"], given.get("shift", "'0'")
        )

    def cumulate(self, relation, positional, named):
        time, given = self.times(positional, named, ("step", "size", "shift"))
        return self.lateral(
            relation,
            time,
            "windows_cumulate",
            given["step"],
            given["size"],
            given.get("shift", "'0'"),
        )

    def session(self, relation, positional, named):
        time, given = self.times(positional, named, ("gap",))
        by = self.slice(named["by"]) if "by" in named else "NULL::text"
        gap = f"({given['gap']})::interval"
        alias = relation.rsplit(" AS ", 1)[1]
        rows = f"SELECT {alias} AS r, {time} AS at, {by} AS by FROM {relation}"
        marked = (
            f"SELECT r, at, by, CASE WHEN at - lag(at) OVER (PARTITION BY by ORDER BY at) < {gap} "
            f"THEN 0 ELSE 1 END AS begins FROM ({rows}) AS t WHERE at IS NOT NULL"
        )
        numbered = (
            f"SELECT r, at, by, sum(begins) OVER (PARTITION BY by ORDER BY at) AS number "
            f"FROM ({marked}) AS t"
        )
        return (
            f"SELECT (t.r).*, min(at) OVER w AS window_start, max(at) OVER w + {gap} AS window_end "
            f"FROM ({numbered}) AS t WINDOW w AS (PARTITION BY by, number)"
        )

    # ---- aggregates ----

    def ordered(self, name, tokens, end):
        """string_agg and its kin, without ORDER BY: in the records' order."""
        inside = self.again(tokens)
        if not tokens[0].is_word("distinct") and not has_order(tokens):
            inside += f" ORDER BY {RECORD_ORDER}"
        return f"{name}({inside})", end

    def by_time(self, name, tokens, end):
        """first_value and last_value: the value of the first, or last, row in the records' order."""
        order = (
            RECORD_ORDER if name == "first_value" else RECORD_ORDER.replace(",", " DESC,") + " DESC"
        )
        call = f"array_agg({self.again(tokens)} ORDER BY {order})"
        if end + 1 < len(self.tokens) and self.tokens[end + 1].is_word("filter"):
            filter_end = closing(self.tokens, end + 2)
            call += " FILTER (" + self.again(self.tokens[end + 3 : filter_end]) + ")"
            end = filter_end
        elif end + 1 < len(self.tokens) and self.tokens[end + 1].is_word("over"):
            return f"{name}({self.again(tokens)})", end
        return f"({call})[1]", end

    def exact_count(self, _name, tokens, end):
        return f"count(DISTINCT {self.again(tokens)})", end


def has_order(tokens):
    """Whether ORDER BY stands in a call's arguments, not deeper."""
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.is_word("order"):
            return True
    return False


def relation_as(relation, alias):
    return relation.rsplit(" AS ", 1)[0] + f" AS {alias}"


WINDOWS = {
    "tumble": Rewriter.tumble,
    "hop": Rewriter.hop,
    "cumulate": Rewriter.cumulate,
    "session": Rewriter.session,
}
MAKERS = {
    **{name: Rewriter.item for name in (*WINDOWS, "topic", "topics", "latest")},
    **{name: Rewriter.ordered for name in ("string_agg", "array_agg", "jsonb_agg")},
    **{name: Rewriter.by_time for name in ("first_value", "last_value")},
    "approx_count_distinct": Rewriter.exact_count,
}


def rewrite(text, topics=None):
    return Rewriter(text, topics).rewritten()
