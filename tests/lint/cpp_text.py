"""C++ source as text for the lint scripts: what stands in it besides comments and strings."""

import re

COMMENT_OR_STRING = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])+\'', re.S)


def without_comments_and_strings(text: str) -> str:
    """The same text with comments blanked and strings emptied; line breaks stay."""
    def blank(match: re.Match[str]) -> str:
        piece = match.group(0)
        breaks = "\n" * piece.count("\n")
        return breaks if piece.startswith("/") else '""' + breaks
    return COMMENT_OR_STRING.sub(blank, text)


def line_of(text: str, position: int) -> int:
    """The line, counted from 1, on which the position is."""
    return text.count("\n", 0, position) + 1
