"""The JSON of replies, parsed with every digit kept."""

import json
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from nft_holdings_api import model

from nft_holdings._errors import RAW_SHOWN, DecodeError, cut
from nft_holdings._transport.messages import Reply

MOST_LEVELS = 64
"""How deeply JSON may be nested; no documented reply has more than seven levels."""
WORD = re.compile(r"[^\W\d]\w*")
SEGMENT = re.compile(r"""\.([^.\[]+)|\[([0-9]+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]""")
"""A part of a JSON path. Paths that were written by earlier versions have any name behind a point."""


class Rounded(float):
    """A whole number in place of one that is not whole. The validator refuses it, so that the reply is read exactly."""


def parsed(content: bytes, *, exact: bool = False) -> Any:
    """Parse JSON; numbers with a point become Decimals if it is to be exact, else floats or, if whole, integers.

    Raises:
        ValueError: It is not JSON.
        RecursionError: It is nested too deeply to be parsed.
    """
    return json.loads(
        content.decode(json.detect_encoding(content)), parse_constant=_refuse_constant, parse_float=_decimal if exact else _number
    )


def parsed_json(reply: Reply, operation: str) -> Any:
    """Return the JSON of a reply.

    Raises:
        DecodeError: The body is empty, is not JSON, or is nested too deeply.
    """
    try:
        raw = parsed(reply.content)
    except RecursionError:
        raise _too_deep(operation) from None
    except ValueError as error:
        kind = reply.headers.get("content-type", "no content type")
        text = reply.content.decode(errors="replace")
        got = f"{text[:80]!r} ({kind}; {error})" if text.strip() else f"an empty body ({kind})"
        raise DecodeError(operation, "$", "JSON", got, text, temporary=True) from None
    if is_deep(raw):
        raise _too_deep(operation)
    return raw


def parsed_leniently(content: bytes) -> Any:
    """Return the JSON of a reply that was read already. Numbers that are out of range, in fields unknown to the spec, are Decimals."""
    try:
        return parsed(content)
    except ValueError:
        return model.parsed(content)


def error_body(reply: Reply) -> Any:
    """Return the body of a refusal as JSON, or None where it is not JSON."""
    try:
        return parsed_json(reply, "")
    except DecodeError:
        return None


def plain_number(number: Decimal) -> float | int:
    """Return a number with a point or an exponent; whole ones become integers, as 7.0 and 7 are the same in JSON."""
    value = float(number)
    if not value.is_integer():
        return value
    return int(number) if number == number.to_integral_value() else Rounded(value)


def plain(value: Any) -> Any:
    """Return exactly parsed JSON with floats and integers for its Decimals."""
    match value:
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case Decimal():
            value = plain_number(value)
    return float(value) if isinstance(value, Rounded) else value


def json_path(steps: Iterable[int | str]) -> str:
    """Return steps as a JSON path (RFC 9535): `$.nfts[3].serial_number`, with names in `["…"]` that are no words."""
    return f"${''.join(map(_segment, steps))}"


def _segment(step: int | str) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{cut(step)}" if WORD.fullmatch(step) else f"[{json.dumps(cut(step), ensure_ascii=False)}]"


def steps_of(path: str) -> list[int | str] | None:
    """Return the steps of a JSON path; None if it is no path to a single place, or has a name that `json_path` cut off."""
    steps: list[int | str] = []
    place = len("$")
    while found := SEGMENT.match(path, place):
        word, index, double, single = found.groups()
        if single is not None:
            double = single.replace('"', '\\"').replace("\\'", "'")
        try:
            steps.append(int(index) if index else word or json.loads(f'"{double}"'))
        except ValueError:
            return None
        place = found.end()
    is_whole = path.startswith("$") and place == len(path)
    return steps if is_whole and not any(isinstance(step, str) and len(step) > RAW_SHOWN for step in steps) else None


def is_deep(raw: Any, levels: int = MOST_LEVELS) -> bool:
    """Return True if JSON is nested more deeply than so many levels."""
    inner = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ()
    return levels == 0 or any(is_deep(each, levels - 1) for each in inner if isinstance(each, dict | list))


def _too_deep(operation: str) -> DecodeError:
    return DecodeError(operation, "$", f"JSON of at most {MOST_LEVELS} levels", "JSON that is nested more deeply")


def _number(text: str) -> float | int:
    return plain_number(_decimal(text))


def _decimal(text: str) -> Decimal:
    if float(text) in (float("inf"), float("-inf")):
        raise ValueError(f"{cut(text)} is out of range")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{cut(text)} is out of range") from None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
