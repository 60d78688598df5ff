"""Kinds of literals: what stands in a call as a constant, made so that it mostly means something."""

import random

WORDS = (
    "stream window topic offset record lag ann bob the of to over ok ready Zürich café naïve "
    "straße ĞİZ Ωmega ноль 日本 e-mail x_y 100% a.b Hello WORLD"
).split()
UNITS = "second minute hour day week month quarter year".split()
FIELDS = (
    "second minute hour day week month quarter year epoch dow doy isodow isoyear decade century "
    "milliseconds microseconds"
).split()
INTERVALS = (
    "1 second;10 seconds;90 seconds;1 minute;5 minutes;1 hour;1 day;36:00:00;-15 minutes;"
    "1 day 02:03:04;1.5 seconds"
).split(";")
MONTHS = ("1 month", "1 year 2 months", "-1 month", "3 months 4 days 05:06:07")
TIMES = (
    "2026-01-31 10:00:00+00",
    "2026-01-31 11:30:00.25+00",
    "2025-12-31 23:59:59.999999+00",
    "2024-02-29 12:00:00+02",
    "1970-01-01 00:00:00+00",
    "1969-07-20 20:17:40+00",
)
DATES = ("2026-01-31", "2024-02-29", "1969-07-20", "2025-12-31", "2000-01-01")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "+03", "-05:30")
LIKES = (
    "%a%",
    "a%",
    "%e",
    "_o%",
    "%ann%",
    "%|%",
    "%0%",
    "%",
    "",
    "%\\%%",
    "%\\_%",
    "%\\a%",
    "1__\\%",
    "%ä%",
    "%STREAM%",
    "w%w",
    "%n_w%",
    "___%",
)
REGEXES = (
    "a",
    "^a",
    "e$",
    "[0-9]+",
    "[a-f]",
    "o.e",
    "^[[:alpha:]]+$",
    "(an|ob)",
    "\\d{2}",
    "\\s",
    "\\w+",
    "x?y",
    "^$",
    "[^a-z ]",
    "w{1,2}",
    "t.*o",
    "[[:upper:]]",
)
GROUPS = ("([a-z]+)", "(\\d+)", "[|](.)", "^(..)", "o(.)", "([a-z])([a-z])", "\\w+")
DELIMITERS = ("|", " ", "a", "an", "", "e", "::", "0")
CHARACTERS = (" ", "a", "ae", "xyz", "0123456789", " |", "äß", "e ")
TIME_FORMATS = (
    "YYYY-MM-DD",
    "YYYY-MM-DD HH24:MI:SS",
    "DD Mon YYYY",
    "Day, DDth FMMonth YYYY",
    "HH12:MI:SS AM",
    "IYYY-IW",
    "DDD",
    "Q",
    "J",
    "FMHH24 FMMI",
    "HH24:MI:SS.MS",
    "YY MON dy",
    "SSSS",
    "WW",
    "US",
    "RM",
    "CC",
)
NUMBER_FORMATS = (
    "999999999",
    "9,999,999",
    "0000000",
    "9999999.99",
    "S9999999",
    "FM9999999.00",
    "9999999PR",
    "MI9999999",
    "FM9999999",
    "SG999999.9",
    "9.9EEEE",
    "9999999V9",
    "FM000,000,000",
)


def quote(text):
    return "'" + text.replace("'", "''") + "'"


def choice(values):
    return lambda chance: quote(chance.choice(values))


def number(least, most):
    return lambda chance: str(chance.randint(least, most))


def word(chance: random.Random):
    return quote(" ".join(chance.choice(WORDS) for _ in range(chance.choice((1, 1, 1, 2)))))


KINDS = {
    "small": number(-4, 12),
    "nat": number(0, 9),
    "pos": number(1, 9),
    "digits": number(-2, 4),
    "word": word,
    "unit": choice(UNITS),
    "unit_short": choice(UNITS[:4]),
    "field": lambda chance: chance.choice(FIELDS),
    "field_text": choice(FIELDS),
    "field_date": lambda chance: chance.choice(
        [f for f in FIELDS if f not in ("second", "minute", "hour", "milliseconds", "microseconds")]
    ),
    "field_interval": lambda chance: chance.choice(
        "second minute hour day month year epoch milliseconds microseconds".split()
    ),
    "gap": lambda chance: "interval " + quote(chance.choice(INTERVALS)),
    "stride": lambda chance: "interval "
    + quote(
        chance.choice(
            ("15 seconds", "1 minute", "5 minutes", "7 minutes", "1 hour", "1 day", "10 days")
        )
    ),
    "months": lambda chance: "interval " + quote(chance.choice(MONTHS)),
    "interval_text": choice(INTERVALS + list(MONTHS)),
    "time_text": choice(TIMES),
    "date_text": choice(DATES),
    "zone": choice(ZONES),
    "like": choice(LIKES),
    "regex": choice(REGEXES),
    "regex_group": choice(GROUPS),
    "delimiter": choice(DELIMITERS),
    "characters": choice(CHARACTERS),
    "time_format": choice(TIME_FORMATS),
    "number_format": choice(NUMBER_FORMATS),
    "similar": choice(("%a%", "(a|o)%", "[a-f]%", "%(an|ob)_*", "_{3}", "%[0-9]+%", "")),
    "replacement": choice(("", "<\\1>", "x", "\\\\", "&", "\\&\\&")),
    "json_key": choice(("a", "b", "c", "user", "amount", "tags", "nested", "x")),
    "json_path": choice(("{a}", "{b,0}", "{nested,deep}", "{tags,1}", "{}", "{0}", "{c,d}")),
    "fraction": lambda chance: chance.choice(("0", "0.25", "0.5", "0.9", "1")),
}


def value_literal(kind, chance):
    """A constant of a type: its text and its bound; None if there is none for that type."""
    if kind == "int4":
        n = chance.choice((0, 1, -1, 2, 3, 5, 7, 10, 12, 42, 100))
        return (str(n) if n >= 0 else f"({n})"), abs(n)
    if kind == "int8":
        n = chance.choice((0, 1, -7, 10, 86400, 123456))
        return f"{n}::int8" if n >= 0 else f"({n})::int8", abs(n)
    if kind == "float8":
        n = chance.choice(("0", "0.5", "1.25", "-2.75", "10", "100.5"))
        return f"{n}::float8" if n[0] != "-" else f"({n})::float8", 101
    if kind == "numeric":
        n = chance.choice(("0", "0.1", "1.25", "-2.70", "10.00", "99.999", "12345678901234567890"))
        return f"{n}::numeric" if n[0] != "-" else f"({n})::numeric", 10**20 if len(n) > 9 else 100
    if kind == "text":
        text = word(chance)
        return text, len(text)
    if kind == "bool":
        return chance.choice(("true", "false")), 1
    makers = {
        "timestamptz": ("timestamptz", TIMES),
        "interval": ("interval", INTERVALS),
        "date": ("date", DATES),
        "timestamp": ("timestamp", [t[:-3] for t in TIMES]),
        "jsonb": (
            "jsonb",
            (
                '{"a": 1, "b": [true, null]}',
                '[1, 2.50, "x"]',
                '"text"',
                "7",
                "null",
                '{"b": {"c": "d"}}',
            ),
        ),
        "bytea": ("bytea", ("\\x00ff10", "abc", "")),
        "int4[]": ("int4[]", ("{1,2,3}", "{}", "{NULL,5}", "{7}")),
        "text[]": ("text[]", ("{a,b}", "{}", '{NULL,ann,"x y"}')),
    }
    if kind not in makers:
        return None
    name, values = makers[kind]
    bounds = {"interval": 200000}
    text = quote(chance.choice(values))
    return (f"{text}::{name}" if kind.endswith("]") else f"{name} {text}"), bounds.get(
        kind, TEXT_BOUND
    )


TEXT_BOUND = 40
