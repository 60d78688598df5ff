"""Rows of the language: one line each says how an expression is written and what it gives.

    lower({text}) => text
    {int4} * {int4} => int4 : a*b
    greatest({T}, {T}) => T for int4 int8 float8 text

In braces stands the type of an argument, a type variable T, or a kind of literal (literals.py).
{text:40} is one of at most 40 characters, {int4:9} one between -9 and 9, {float8!} one whose sums
are exact in any order (a numeric: of few decimals), {T?} a constant, {T^} none, {=1} the first
argument again; braces that stay are written twice. After the colon stands the result's bound, of
the arguments' a, b, ...: without it a number's is NUMBER, a text's the greatest of its texts' and
40. `!` behind the result's type: it is exact if its arguments are; `~`: its last digits may differ,
which is declared in the README. @names stand for several types (TYPES in features.py). A row's name
is its line up to the arrow; that is what is counted.
"""

import re
from typing import NamedTuple, Optional

NUMBER = 10**6
TEXT = 40
LINE = re.compile(
    r"^(?P<name>.*?) => (?P<type>\S+?)(?P<flags>[!~]*)(?: : (?P<bound>.*?))?"
    r"(?: for (?P<types>[@\w\[\] ]+))?$"
)
HOLE = re.compile(r"\{([^{}]+)\}")
ARGUMENT = re.compile(r"(?P<type>[^:!?^]+)(?P<exact>!)?(?P<constant>[?^])?(?::(?P<bound>\d+))?$")


class Argument(NamedTuple):
    type: str
    bound: Optional[int] = None
    exact: bool = False
    constant: Optional[str] = None  # ?: it is one, ^: it is none


class Row(NamedTuple):
    name: str  # of the line, whatever T is
    pieces: tuple  # the text between the arguments, one more than those
    arguments: tuple
    type: str
    bound: object  # a function of the arguments' bounds, or None
    exact: bool
    rough: bool


def bound_function(text):
    return (
        None if text is None else eval(f"lambda a=0, b=0, c=0, d=0: {text}")
    )  # ours: see the tables


def read_line(line, types):
    """A line's rows: one for each type that T stands for."""
    match = LINE.match(line)
    assert match, f"not a row: {line}"
    name = match["name"]
    kinds = [
        kind for said in (match["types"] or "T").split() for kind in types.get(said, said).split()
    ]
    for kind in kinds:
        parts = HOLE.split(name.replace("{{", "\1").replace("}}", "\2").replace("{T", "{" + kind))
        arguments = []
        for hole in parts[1::2]:
            said = ARGUMENT.match(hole)
            assert said, f"not an argument: {hole} in {line}"
            arguments.append(
                Argument(
                    said["type"],
                    int(said["bound"]) if said["bound"] else None,
                    bool(said["exact"]),
                    said["constant"],
                )
            )
        result = kind if match["type"] == "T" else match["type"].replace("T[]", kind + "[]")
        text = tuple(part.replace("\1", "{").replace("\2", "}") for part in parts[0::2])
        yield Row(
            name,
            text,
            tuple(arguments),
            result,
            bound_function(match["bound"]),
            "!" in match["flags"],
            "~" in match["flags"],
        )


def read_rows(text, types):
    lines = [line.strip() for line in text.splitlines()]
    return [
        row for line in lines if line and not line.startswith("#") for row in read_line(line, types)
    ]
