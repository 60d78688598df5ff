"""Items of FROM: a topic, alone or in a window, and table functions of its rows."""
import re
from typing import NamedTuple

import datasets
from expression import Expr
from literals import quote

COLUMNS = re.compile(r"(?<![\w'\"])(value|key|partition|topic|headers|\"timestamp\"|\"offset\")(?![\w'(])")
SIZES = ("7 seconds", "10 seconds", "1 minute", "90 seconds", "5 minutes", "1 hour", "1 day")
SHIFTS = ("1 second", "3 seconds", "2.5 seconds", "0")


class Source(NamedTuple):
    sql: str
    atoms: list  # Expr
    names: set  # rows of features.SOURCES that it hits
    topics: tuple
    windows: tuple = ()  # the columns of a window: window_start, window_end
    is_record: bool = True  # a row is a record: it has the record's columns, each row once


def qualified(atoms, alias):
    return [atom._replace(sql=COLUMNS.sub(lambda m: f"{alias}.{m[1]}", atom.sql)) for atom in atoms]


def time_literal(chance, dataset):
    at = chance.choice(dataset.records)["timestamp"] + chance.choice((0, 0, 1, -1, 500))
    return quote(datasets.time_text(at))


def interval(chance, text):
    return f"interval {quote(text)}" if chance.random() < 0.8 else quote(text)


class SourceMaker:
    """use(name): whether that row of features.SOURCES is wanted now; it is then noted."""

    def __init__(self, chance, pick):
        self.chance, self.pick = chance, pick

    def make(self, dataset, name):
        """One item of FROM by its row of features.SOURCES."""
        return MAKERS[name](self, dataset, name)

    # ---- topics ----

    def topic(self, dataset, name):
        return Source(dataset.topic, dataset.atoms, {name}, (dataset.topic,))

    def alias(self, dataset, name):
        alias = self.chance.choice(("t", "r", '"My Topic"'))
        word = self.chance.choice((" AS ", " "))
        return Source(dataset.topic + word + alias, qualified(dataset.atoms, alias), {name},
                      (dataset.topic,))

    def call(self, dataset, name):
        written = self.chance.choice((quote(dataset.topic), dataset.topic))
        options = ""
        if name == "topic() since time":
            options = f", since => timestamptz {time_literal(self.chance, dataset)}"
        elif name == "topic() until time":
            options = f", until => {time_literal(self.chance, dataset)}"
        return Source(f"topic({written}{options})", dataset.atoms, {name}, (dataset.topic,))

    # ---- windows ----

    def window(self, dataset, name, call, *more):
        alias = self.chance.choice(("", "", " AS w"))
        atoms = [Expr("window_start", "timestamptz", is_atom=True),
                 Expr("window_end", "timestamptz", is_atom=True)]
        return Source(call + alias, dataset.atoms + atoms * 2, {name, *more}, (dataset.topic,),
                      ("window_start", "window_end"))

    def size(self):
        return interval(self.chance, self.chance.choice(SIZES))

    def tumble(self, dataset, name):
        topic, size, shift = dataset.topic, self.size(), interval(self.chance, self.chance.choice(SHIFTS))
        time = self.chance.choice(("\"timestamp\"", "\"timestamp\" + interval '2 hours'",
                                   "date_trunc('minute', \"timestamp\")",
                                   "\"timestamp\" - interval '60 years'"))
        text = {
            "tumble": f"tumble({topic}, {size})",
            "tumble shift": f"tumble({topic}, {size}, {shift})",
            "tumble named options": f"tumble({topic}, size => {size}, shift => {shift})",
            "tumble time expression": f"tumble({topic}, {time}, {size})",
            "tumble of topic()": f"tumble(topic({quote(topic)}, since => "
                                 f"{time_literal(self.chance, dataset)}), {size})",
        }[name]
        return self.window(dataset, name, text)

    # ---- table functions behind a topic ----

    def function(self, dataset, name):
        before = self.make(dataset, self.pick([n for n in MAKERS if MAKERS[n] is not SourceMaker.function
                                               and n != "topic alias"]))
        delimiter = quote(dataset.separator)
        call = {
            "words()": "words(value)",
            "string_to_table()": self.chance.choice((
                f"string_to_table(value, {delimiter})", f"string_to_table(value, {delimiter}, 'ann')")),
            "regexp_split_to_table()": f"regexp_split_to_table(value, {quote(self.chance.choice(SPLITS))})",
        }[name]
        sql = f"{before.sql}, {call} AS part"
        atoms = before.atoms + [Expr("part", "text", 40, is_atom=True)] * 4
        return before._replace(sql=sql, atoms=atoms, names=before.names | {name}, is_record=False)


SPLITS = ("\\s+", "[|]", "[^a-z]+", "a", "[0-9]", "")
MAKERS = {
    "topic": SourceMaker.topic,
    "topic alias": SourceMaker.alias,
    **{name: SourceMaker.call for name in ("topic()", "topic() since time", "topic() until time")},
    **{name: SourceMaker.tumble for name in ("tumble", "tumble shift", "tumble named options",
                                             "tumble time expression", "tumble of topic()")},
    **{name: SourceMaker.function for name in ("words()", "string_to_table()", "regexp_split_to_table()")},
}
