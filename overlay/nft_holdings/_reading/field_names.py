"""Names of fields that a validator's path confuses with other steps, and texts that it refuses to look at.

Such a path has a number where a field is called like one, and nothing where a field has an empty name. Sizes of pictures are
fields that are called like numbers. So the validator is given such names with a mark in front, and likewise texts with half a
surrogate pair, which it cannot match with a pattern, as escape sequences behind a mark.
"""

import re
from typing import Any

MARK = "\ufdd0"  # stands for no character, and so in no text
HALF = re.compile(f"[\ud800-\udfff]|^{MARK}")
LIKE_A_NUMBER = re.compile(rf"[+-]?[0-9]*|{MARK}.*", re.DOTALL)


def marked(value: Any) -> Any:
    """Return a copy of JSON with marks before those names and texts."""
    match value:
        case dict():
            return {f"{MARK}{name}" if LIKE_A_NUMBER.fullmatch(name) else name: marked(each) for name, each in value.items()}
        case list():
            return [marked(each) for each in value]
        case str() if HALF.search(value):
            return MARK + value.encode("unicode_escape").decode()
    return value


def unmarked(value: Any) -> Any:
    """Return a copy of JSON without the marks."""
    match value:
        case dict():
            return {unmarked_name(name): unmarked(each) for name, each in value.items()}
        case list():
            return [unmarked(each) for each in value]
        case str() if value.startswith(MARK):
            return value.removeprefix(MARK).encode().decode("unicode_escape")
    return value


def unmarked_name(step: Any) -> Any:
    """Return a name without its mark; the index of an array is unchanged."""
    return step.removeprefix(MARK) if isinstance(step, str) else step
