"""Reasons for what could not be checked, out of the exceptions that came in between."""

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import requests

from nft_holdings._errors import NftHoldingsError, cut
from nft_holdings._redaction import hidden
from nft_holdings.contract._reports.baseline import BadBaseline
from nft_holdings.contract._rules.rule import NotChecked, Unreadable

from .client import Stopped, told_of

if TYPE_CHECKING:
    from nft_holdings.contract._reports.report import Report

EXITS = (KeyboardInterrupt, SystemExit, GeneratorExit)
"""Exceptions that end the interpreter, or what it runs. All others are caught, those that libraries derive from BaseException too."""


class CannotCheck(Exception):
    """The server could not be checked. The text says why, and what to do.

    Attributes:
        report: What had been found until then; None if nothing had been asked.
    """

    report: "Report | None" = None


def reason_of(error: BaseException) -> str:
    """Say in a sentence why something could not be checked.

    Args:
        error: What was raised. One that nobody foresaw is told with its type and the line of code that raised it.
    """
    match error:
        case CannotCheck() | NotChecked() | NftHoldingsError() | BadBaseline() | Stopped():
            return str(error)
        case Unreadable():
            return f"{error.exchange.url} gives {error.found}"
        case requests.RequestException():
            return f"no reply: {told_of(error)}"
        case OSError():
            return str(error)
    return f"the check itself failed, {_told(error)}"


def _told(error: BaseException) -> str:
    try:
        text = cut(hidden(str(error)))
    except Exception:
        text = "with a message that cannot be shown"
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}{f': {text}' if text else ''}"
