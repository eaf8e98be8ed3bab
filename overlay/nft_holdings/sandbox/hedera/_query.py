"""A reader for query strings, as the mirror node reads them: repeated names become lists, names are read in any case."""

import re
from urllib.parse import unquote_plus

from ._refusal import HederaRefusal

MAXIMUM_VALUES = 100
ARRAY = re.compile(r"([^\[\]]+)\[[0-9]*\]")
OBJECT_NAMES = {
    *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf"),
    *("__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__"),
}
"""The names that every object of JavaScript has, so that the mirror node takes it for no parameter (`observed#filters/object-names`)."""

Query = dict[str, list[str]]


def read_query(text: str) -> Query:
    """Return the values of each parameter, by its name in lower case, in the order in which the names first came.

    Raises:
        HederaRefusal: A name has too many values (400), or a key in brackets, which makes its value an object (500).
    """
    query: Query = {}
    nested = False
    for part in filter(None, text.split("&")):
        name, _, value = part.partition("=")
        key = unquote_plus(name)
        if key.partition("[")[0] in OBJECT_NAMES:
            continue
        if found := ARRAY.fullmatch(key):
            key = found[1]
        nested |= "[" in key
        if key:
            query.setdefault(key.lower(), []).append(unquote_plus(value))
    if any(len(values) > MAXIMUM_VALUES for values in query.values()):
        raise HederaRefusal(400, f"Array limit exceeded. Only {MAXIMUM_VALUES} elements allowed in an array.")
    if nested:
        raise HederaRefusal(500, "Internal error")
    if "order" in query:
        query["order"] = [value.lower() for value in query["order"]]
    return query
