"""The end of a command that failed: a line on standard error, and an exit code."""

import errno
import re
import sys
import traceback
from pathlib import PurePath
from typing import Any

from nft_holdings._errors import IncompleteListing, InvalidArgument, NftHoldingsError
from nft_holdings._redaction import hidden

from ._exit_codes import CannotShow, ExitCode, Interrupted, OutputFailed, exit_code_of
from ._safe_text import for_terminal

CANNOT_WRITE = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT)
IN_SHELL = (
    (re.compile(r"give (?:api_key|token)=…, or set"), "set"),
    (re.compile(r"give base_url=…, or set"), "name one with --base-url, use --sandbox, or set"),
    (re.compile(r", or None for no limit"), ""),
    (re.compile(r"give account_id or address\b"), "give --account-id or --address"),
    (re.compile(r"add & \(token_id == '(.*?)'\)"), r"add --token-id \1"),
    (re.compile(r"write nft_id > \(token, serial\)"), "write --nft-id gt:TOKEN/SERIAL"),
    (re.compile(r"write nft_id < \(token, serial\)"), "write --nft-id lt:TOKEN/SERIAL"),
    (re.compile(r"a range with >= and <="), "a range with gte: and lte:"),
    (re.compile(r"needs token_id == or token_id >= beside it"), "needs --token-id with eq or gte: beside it"),
    (re.compile(r"needs token_id == or token_id <= beside it"), "needs --token-id with eq or lte: beside it"),
    (
        re.compile(r"\bnft_id is compared with a pair \(token id, serial number\), such as \(.*?\)"),
        "--nft-id is written token/serial, such as 0.0.2000/3",
    ),
)
"""The library's advice, and the same at a terminal."""
OPTION = re.compile(
    r"\b(account_id|nft_datas|token_addresses|token_address|token_ids|non_zero|page_size|first_page|token_id|serial_number|spender_id"
    r"|nft_id|base_url)\b"
)


def report_error(error: Exception) -> int:
    """Print an error in one line, and return its exit code."""
    match error:
        case InvalidArgument():
            print_message(in_options(str(error)))
            return exit_code_of(error)
        case NftHoldingsError():
            print_message(str(error), error.cursor if isinstance(error, IncompleteListing) else None)
            return exit_code_of(error)
        case Interrupted():
            print_message(str(error), error.cursor)
            return ExitCode.TERMINATED if error.terminated else ExitCode.INTERRUPTED
        case CannotShow():
            print_message(str(error), error.cursor)
            return ExitCode.UNREADABLE
        case OutputFailed():
            print_message(f"the output cannot be written: {error}")
            return ExitCode.OUTPUT_FAILED
        case OSError() if error.errno in CANNOT_WRITE:
            print_message(f"the output cannot be written: {error.strerror}")
            return ExitCode.OUTPUT_FAILED
        case OSError() | ImportError() | ValueError():
            print_message(str(error))
            return ExitCode.USAGE
    usage: Any = getattr(error, "format_message", None)
    if usage is None:
        print_message(f"this is a defect of nft-holdings itself: {type(error).__name__}: {error}{_place_of(error)}")
        return ExitCode.DEFECT
    if type(error).__name__ == "NoArgsIsHelpError":
        print(hidden(usage()), file=sys.stderr)
    else:
        print_message(usage())
    return ExitCode.USAGE


def print_message(message: str, cursor: str | None = None) -> None:
    """Print one line on standard error, and one more with the cursor to go on from."""
    print(f"nft-holdings: {for_terminal(hidden(message))}", file=sys.stderr)
    if cursor:
        print(f"nft-holdings: go on with --cursor {cursor}", file=sys.stderr)


def in_options(message: str) -> str:
    """Return a message of the library in the words of the command line: options in place of arguments, no Python."""
    for python, shell in IN_SHELL:
        message = python.sub(shell, message)
    return OPTION.sub(lambda found: f"--{found[1].replace('_', '-')}", message)


def _place_of(error: BaseException) -> str:
    """Return the file and line that an error comes from, for those who mend it."""
    frames = traceback.extract_tb(error.__traceback__)
    return f" ({PurePath(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
