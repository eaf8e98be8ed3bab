"""Reasons for which something could not be checked."""

import traceback
from pathlib import Path

import requests

from nft_holdings._errors import NftHoldingsError, cut
from nft_holdings._redaction import hidden

from .client import RequestsStopped, why_no_reply

EXITS = (KeyboardInterrupt, SystemExit, GeneratorExit)
"""Exceptions that end the interpreter, or what it runs. All others are caught, also those that libraries derive from BaseException."""


class Reason(Exception):
    """An exception whose text says why something could not be checked."""


def reason_of(error: BaseException) -> str:
    """Return, in a sentence, why something could not be checked.

    Args:
        error: What was raised. An exception that nobody foresaw is shown with its type and the line of code that raised it.
    """
    match error:
        case Reason() | NftHoldingsError() | RequestsStopped():
            return str(error)
        case requests.RequestException():
            url = hidden(getattr(error.request, "url", None) or "")
            return f"no reply{f' from {url}' if url else ''}: {why_no_reply(error)}"
        case OSError():
            return str(error)
    return f"the check itself failed, {_defect(error)}"


def _defect(error: BaseException) -> str:
    try:
        text = cut(hidden(str(error)))
    except Exception:
        text = "with a message that cannot be shown"
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}{f': {text}' if text else ''}"
