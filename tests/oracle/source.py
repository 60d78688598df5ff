"""Items of FROM: a topic, alone or in a window, and table functions of its rows."""

import re
from typing import NamedTuple

import datasets
import features
from expression import Expr
from literals import quote

COLUMNS = re.compile(
    r"(?<![\w'\"])(value|key|partition|topic|headers|\"timestamp\"|\"offset\")(?![\w'(])"
)
SIZES = ("7 seconds", "10 seconds", "1 minute", "90 seconds", "5 minutes", "1 hour", "1 day")
SHIFTS = ("1 second", "3 seconds", "2.5 seconds", "0")
HOPS = (
    ("5 seconds", "10 seconds"),
    ("10 seconds", "1 minute"),
    ("1 minute", "5 minutes"),
    ("20 seconds", "50 seconds"),
    ("7 seconds", "7 seconds"),
    ("15 minutes", "1 hour"),
)
STEPS = (
    ("10 seconds", "1 minute"),
    ("1 minute", "5 minutes"),
    ("1 hour", "1 day"),
    ("2 seconds", "6 seconds"),
)
GAPS = ("500 milliseconds", "1 second", "5 seconds", "10 seconds", "1 minute", "5 minutes")
SPLITS = ("\\s+", "[|]", "[^a-z]+", "a", "[0-9]", "")
WINDOW = ("window_start", "window_end")


class Source(NamedTuple):
    sql: str
    atoms: list  # Expr
    names: set  # rows of features.SOURCES that it hits
    topics: tuple
    windows: tuple = ()  # the columns of a window that rows have
    grouped: tuple = ()  # columns that only groups by them have: those of a session
    is_record: bool = True  # a row is a record: it has the record's columns, each row once
    condition: str = ""  # what WHERE must hold
    before: str = ""  # WITH
    is_single: bool = True  # its rows differ in partition and offset
    is_plain: bool = True  # it is no query of its own


def qualified(atoms, alias):
    return [atom._replace(sql=COLUMNS.sub(lambda m: f"{alias}.{m[1]}", atom.sql)) for atom in atoms]


def time_literal(chance, dataset):
    at = chance.choice(dataset.records)["timestamp"] + chance.choice((0, 0, 1, -1, 500))
    return quote(datasets.time_text(at))


def interval(chance, text):
    return f"interval {quote(text)}" if chance.random() < 0.8 else quote(text)


def window_atoms(kind="timestamptz"):
    return [Expr(column, kind, is_atom=True) for column in WINDOW]


class SourceMaker:
    """pick(names): which of these rows of features.SOURCES is to be hit now."""

    def __init__(self, chance, pick, all_datasets):
        self.chance, self.pick, self.datasets = chance, pick, all_datasets

    def make(self, dataset, name):
        """One item of FROM by its row of features.SOURCES."""
        return MAKERS[name](self, dataset, name)

    def plain(self, dataset, names):
        return self.make(dataset, self.pick(names))

    # ---- topics ----

    def topic(self, dataset, name):
        return Source(dataset.topic, dataset.atoms, {name}, (dataset.topic,))

    def alias(self, dataset, name):
        alias = self.chance.choice(("t", "r", '"My Topic"'))
        word = self.chance.choice((" AS ", " "))
        return Source(
            dataset.topic + word + alias, qualified(dataset.atoms, alias), {name}, (dataset.topic,)
        )

    def call(self, dataset, name):
        written = self.chance.choice((quote(dataset.topic), dataset.topic))
        options = ""
        if name == "topic() since time":
            options = f", since => timestamptz {time_literal(self.chance, dataset)}"
        elif name == "topic() until time":
            options = f", until => {time_literal(self.chance, dataset)}"
        return Source(f"topic({written}{options})", dataset.atoms, {name}, (dataset.topic,))

    def pattern(self, dataset, name):
        """Two topics of one kind, by a pattern that both match."""
        other = self.chance.choice([d for d in self.datasets if d.kind == dataset.kind])
        topics = sorted({dataset.topic, other.topic})
        return Source(
            f"topics({quote('|'.join(topics))})",
            dataset.atoms,
            {name},
            tuple(topics),
            is_single=False,
        )

    def latest(self, _dataset, name):
        dataset = self.chance.choice([d for d in self.datasets if d.has_places])
        return Source(
            f"latest({dataset.topic})",
            dataset.atoms,
            {name},
            (dataset.topic,),
            is_single=False,
            is_plain=False,
        )

    # ---- windows ----

    def window(self, dataset, name, call):
        alias = self.chance.choice(("", "", " AS w"))
        return Source(
            call + alias,
            dataset.atoms + window_atoms() * 2,
            {name},
            (dataset.topic,),
            WINDOW,
            is_single=name.startswith("tumble"),
        )

    def size(self):
        return interval(self.chance, self.chance.choice(SIZES))

    def shift(self):
        return interval(self.chance, self.chance.choice(SHIFTS))

    def time(self):
        return self.chance.choice(
            (
                '"timestamp"',
                "\"timestamp\" + interval '2 hours'",
                "date_trunc('minute', \"timestamp\")",
                "\"timestamp\" - interval '60 years'",
            )
        )

    def tumble(self, dataset, name):
        topic = dataset.topic
        text = {
            "tumble": lambda: f"tumble({topic}, {self.size()})",
            "tumble shift": lambda: f"tumble({topic}, {self.size()}, {self.shift()})",
            "tumble named options": lambda: f"tumble({topic}, size => {self.size()}, shift => {self.shift()})",
            "tumble time expression": lambda: f"tumble({topic}, {self.time()}, {self.size()})",
            "tumble of topic()": lambda: f"tumble(topic({quote(topic)}, since => "
            f"{time_literal(self.chance, dataset)}), {self.size()})",
        }[name]()
        return self.window(dataset, name, text)

    def hop(self, dataset, name):
        slide, size = (interval(self.chance, text) for text in self.chance.choice(HOPS))
        text = {
            "hop": f"hop({dataset.topic}, {slide}, {size})",
            "hop shift": f"hop({dataset.topic}, {slide}, {size}, shift => {self.shift()})",
            "hop time expression": f"hop({dataset.topic}, {self.time()}, {slide}, {size})",
        }[name]
        return self.window(dataset, name, text)

    def cumulate(self, dataset, name):
        step, size = (interval(self.chance, text) for text in self.chance.choice(STEPS))
        return self.window(dataset, name, f"cumulate({dataset.topic}, {step}, {size})")

    def session(self, dataset, name):
        by = ", by => key" if name == "session by" else ""
        call = f"session({dataset.topic}, {interval(self.chance, self.chance.choice(GAPS))}{by})"
        keys = WINDOW + (("key",) if by else ())
        return Source(call, dataset.atoms, {name}, (dataset.topic,), grouped=keys, is_single=False)

    # ---- table functions behind a topic ----

    def function(self, dataset, name):
        if name in NEED_JSON:
            dataset = self.chance.choice([d for d in self.datasets if d.kind == "documents"])
        before = self.plain(dataset, BEFORE_FUNCTIONS)
        delimiter = quote(dataset.separator)
        call, column, kind = {
            "words()": lambda: (f"words(value)", "part", "text"),
            "string_to_table()": lambda: (
                self.chance.choice(
                    (
                        f"string_to_table(value, {delimiter})",
                        f"string_to_table(value, {delimiter}, 'ann')",
                    )
                ),
                "part",
                "text",
            ),
            "regexp_split_to_table()": lambda: (
                f"regexp_split_to_table(value, {quote(self.chance.choice(SPLITS))})",
                "part",
                "text",
            ),
            "unnest()": lambda: (f"unnest(string_to_array(value, {delimiter}))", "part", "text"),
            "generate_series() of a row": lambda: (
                f"generate_series(1, {self.chance.choice(('partition', '2', 'partition + 1'))})",
                "part",
                "int4",
            ),
            "jsonb_array_elements()": lambda: (
                f"jsonb_array_elements({tags(dataset)})",
                "part(item)",
                "jsonb",
            ),
            "jsonb_array_elements_text()": lambda: (
                f"jsonb_array_elements_text({tags(dataset)})",
                "part(item)",
                "text",
            ),
            "jsonb_object_keys()": lambda: (
                f"jsonb_object_keys({nested(dataset)})",
                "part",
                "text",
            ),
        }[name]()
        atom = "item" if column.endswith("(item)") else "part"
        return before._replace(
            sql=f"{before.sql}, {call} AS {column}",
            atoms=before.atoms + [Expr(atom, kind, 40, is_atom=True)] * 4,
            names=before.names | {name},
            is_record=False,
            is_single=False,
        )


def tags(dataset):
    return "to_jsonb(tags)" if dataset.columns else "value::jsonb -> 'tags'"


def nested(dataset):
    return "nested" if dataset.columns else "value::jsonb -> 'nested'"


NEED_JSON = {"jsonb_array_elements()", "jsonb_array_elements_text()", "jsonb_object_keys()"}
TOPICS = ("topic", "topic alias", "topic()", "topic() since time", "topic() until time")
TUMBLES = (
    "tumble",
    "tumble shift",
    "tumble named options",
    "tumble time expression",
    "tumble of topic()",
)
HOP_NAMES = ("hop", "hop shift", "hop time expression")
FUNCTIONS = (
    "words()",
    "string_to_table()",
    "regexp_split_to_table()",
    "unnest()",
    "generate_series() of a row",
    *sorted(NEED_JSON),
)
MAKERS = {
    "topic": SourceMaker.topic,
    "topic alias": SourceMaker.alias,
    **{name: SourceMaker.call for name in TOPICS[2:]},
    "topics()": SourceMaker.pattern,
    "latest()": SourceMaker.latest,
    **{name: SourceMaker.tumble for name in TUMBLES},
    **{name: SourceMaker.hop for name in HOP_NAMES},
    "cumulate": SourceMaker.cumulate,
    "session": SourceMaker.session,
    "session by": SourceMaker.session,
    **{name: SourceMaker.function for name in FUNCTIONS},
}
BEFORE_FUNCTIONS = [
    name
    for name in (*TOPICS[2:], "topic", *TUMBLES, "hop", "cumulate")
    if features.SOURCES.get(name)
]
