"""Keeping keys out of errors: a server may repeat in its reply what it was sent."""

from collections.abc import Callable
from typing import Any

from ._errors import NftHoldingsError

Hide = Callable[[str], str]


def hide_in(error: NftHoldingsError, hide: Hide) -> None:
    """Rewrite an error's message and attributes, as far as they are text or JSON."""
    error.args = _hidden(error.args, hide)
    for name, value in vars(error).items():
        setattr(error, name, _hidden(value, hide))


def _hidden(value: Any, hide: Hide) -> Any:
    match value:
        case str():
            return hide(value)
        case tuple():
            return tuple(_hidden(each, hide) for each in value)
        case list():
            return [_hidden(each, hide) for each in value]
        case dict():
            return {key: _hidden(each, hide) for key, each in value.items()}
        case _:
            return value
