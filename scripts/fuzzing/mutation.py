"""Mutations of inputs: of a value in the JSON, of the text, of the bytes of the wire, or of status, encoding and operation."""

import json
import re
import zlib
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from .inputs import ENCODINGS, HEAD, PACK, STATUSES, UNPACK, Input, read_input

NUMBERS = (
    *("0", "-0", "-1", "1", "0.0", "-0.0", "1.0", "7.5", "1e2", "1E-2", "255", "2147483648", "-9223372036854775809"),
    *("9007199254740993", "9007199254740993.0", "9007199254740993.5", "9223372036854775807", "9223372036854775808"),
    *("1e308", "1e309", "-1e999", "1e-400", "0e999", "1.00000000000000000001", "5e-324", "1e-99999999999999999999"),
    *("0e99999999999999999999", "1e1999999999999999999", "9" * 78, "9" * 4300, "9" * 4301, "0." + "1" * 400, "NaN", "-Infinity"),
)
TEXTS = (
    *("", "0", "1", "-1", "007", "+5", "1e2", "1.5", "0.1", "0x", "0xAB", " 5 ", "٣", "9" * 78, "9" * 5000, "1e-99999999999999999999"),
    *("1e400", "0.0.1", "0.0.0", "0.0.274877906944", "1.2.3.4", "null", "true", "[]", "{}", "\x00", "\ud800", "\ud83d\ude00", "é" * 300),
    *("/api/v1/accounts/0.0.1001/nfts?limit=3", "//[", "?", "?a", "/?token.id=gte:5&token.id=lte:5", "http://x/%zz?%", "\r\n"),
    *("ETH", "ERC721", "DEPLOYED", "a" * 3000),
)
NAMES = (
    "code",
    "data",
    "msg",
    "message",
    "resultInfo",
    "total",
    "totalNum",
    "links",
    "next",
    "nfts",
    "assets",
    "_status",
    "messages",
    "",
    "x",
)
RAW = "raw number "
RAW_NUMBER = re.compile(f'"{RAW}([^"]*)"')
"""A text that is written without its quotes, as Python's JSON would not write such a number."""

Place = tuple[Any, Any]


def mutated(data: bytes, most: int, random: Random, operations: int, bytewise: Callable[[bytes, int], bytes]) -> bytes:
    """Return an input like another one, of at most so many bytes."""
    given = read_input(data, operations)
    chosen = random.random()
    try:
        if chosen < 0.65:
            wire = PACK[given.encoding](_changed_json(UNPACK[given.encoding](given.wire), random))
        elif chosen < 0.9:
            wire = PACK[given.encoding](bytewise(UNPACK[given.encoding](given.wire), most - HEAD))
        else:
            wire = bytewise(given.wire, most - HEAD)
    except (ValueError, EOFError, OSError, RecursionError, zlib.error):
        wire = bytewise(given.wire, most - HEAD)
    status, encoding, operation = given.status, given.encoding, given.operation
    if chosen > 0.97:
        status = random.choice(STATUSES)
    elif chosen > 0.95:
        encoding = random.choice(ENCODINGS)
    elif chosen > 0.93:
        operation = random.randrange(operations)
    elif status != 200 and random.random() < 0.5:
        status = 200
    return Input(operation, status, encoding, wire).written()[:most]


def changed_bytes(data: bytes, most: int, random: Random) -> bytes:
    """Return bytes like others: cut, doubled, overwritten or with something inserted."""
    found = bytearray(data)
    for _ in range(random.randint(1, 4)):
        start = random.randint(0, len(found))
        end = min(len(found), start + random.choice((1, 1, 2, 8, 100)))
        match random.randrange(4):
            case 0:
                del found[start:end]
            case 1:
                found[start:start] = found[start:end]
            case 2:
                found[start:end] = random.randbytes(end - start)
            case _:
                found[start:start] = random.choice((*TEXTS, *NUMBERS)).encode("utf-8", "surrogatepass")
    return bytes(found[:most])


def _changed_json(content: bytes, random: Random) -> bytes:
    holder = [json.loads(content)]
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        if places := list(_places(holder)):
            _change(*random.choice(places), places, random)
    text = json.dumps(holder[0] if holder else None, ensure_ascii=random.random() < 0.7)
    return RAW_NUMBER.sub(r"\1", text).encode("utf-8", "surrogatepass")


def _places(node: Any) -> Iterator[Place]:
    for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
        yield node, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _change(node: Any, key: Any, places: list[Place], random: Random) -> None:
    found = node[key]
    match random.randrange(10):
        case 0:
            del node[key]
        case 1 if isinstance(node, list):
            node.insert(random.randint(0, len(node)), json.loads(json.dumps(found)))
        case 1 if isinstance(found, str):
            node[key] = found.upper() if random.random() < 0.5 else found[: random.randint(0, len(found))]
        case 2 if isinstance(node, list):
            node.reverse()
        case 2:
            node[random.choice(NAMES)] = random.choice((found, None, 5, True))
        case 3:
            other, place = random.choice(places)
            try:
                node[key] = json.loads(json.dumps(other[place]))
            except (IndexError, KeyError):
                node[key] = None
        case 4:
            node[key] = _other_type(found)
        case 5:
            for _ in range(random.choice((1, 1, 30, 62, 70, 400))):
                found = [found] if random.random() < 0.5 else {"x": found}
            node[key] = found
        case 6:
            node[key] = random.choice((None, True, False, [], {}))
        case 7 | 8:
            node[key] = RAW + random.choice(NUMBERS)
        case _:
            node[key] = random.choice(TEXTS)


def _other_type(found: Any) -> Any:
    match found:
        case str():
            return RAW + found if found.isascii() and found.removeprefix("-").isdecimal() else [found]
        case bool() | None:
            return str(found).lower()
        case int() | float():
            return str(found)
        case list():
            return dict(enumerate(found))
        case dict():
            return list(found.values())
    return found
