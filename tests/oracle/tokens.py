"""A statement's text as tokens: what the rewriter needs of SQL's lexical rules, written anew."""

import re
from typing import NamedTuple

TOKEN = re.compile(
    r"""
    (?P<space>   \s+ | --[^\n]* | /\*.*?\*/ )
  | (?P<text>    [eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | (?P<tag>\$[A-Za-z_]*\$).*?(?P=tag) )
  | (?P<name>    "(?:[^"]|"")*" )
  | (?P<word>    [^\W\d][\w$]* )
  | (?P<number>  (?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)? )
  | (?P<mark>    :: | [-+*/<>=~!@\#%^&|?]+ | . )
""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    kind: str  # text, name, word, number, mark
    text: str  # as written
    begin: int
    end: int

    def is_mark(self, mark):
        return self.kind == "mark" and self.text == mark

    def is_word(self, *words):
        return self.kind == "word" and self.text.lower() in words

    def name(self):
        """The name that this is, folded as SQL does; None for what is no name."""
        if self.kind == "word":
            return self.text.lower()
        if self.kind == "name":
            return self.text[1:-1].replace('""', '"')
        return None

    def literal(self):
        """What a quoted text says; None for what is none."""
        if self.kind != "text":
            return None
        if self.text[0] == "'":
            return self.text[1:-1].replace("''", "'")
        raise ValueError(f"a plain quoted text is needed here, not {self.text}")


def tokens_of(text):
    """The tokens, without blanks and comments."""
    found = []
    for match in TOKEN.finditer(text):
        if match.lastgroup != "space" and match.group("space") is None:
            kind = "text" if match.group("text") else match.lastgroup
            found.append(Token(kind, match.group(), match.start(), match.end()))
    return found


def closing(tokens, at):
    """The index of the parenthesis that closes the one at `at`."""
    depth = 0
    for i in range(at, len(tokens)):
        if tokens[i].text in ("(", "[") and tokens[i].kind == "mark":
            depth += 1
        elif tokens[i].text in (")", "]") and tokens[i].kind == "mark":
            depth -= 1
            if depth == 0:
                return i
    raise ValueError("a parenthesis does not close")


def split_arguments(tokens):
    """The lists of tokens between the commas of the outermost level."""
    parts, depth = [[]], 0
    for token in tokens:
        if token.kind == "mark" and token.text in ("(", "["):
            depth += 1
        elif token.kind == "mark" and token.text in (")", "]"):
            depth -= 1
        if depth == 0 and token.is_mark(","):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts if parts != [[]] else []
