"""How a command ends that could not be finished: a line on standard error, and an exit code."""

import errno
import os
import re
import sys
from typing import Any

from .._errors import FilterError, IncompleteListing, NftHoldingsError
from ._exit_codes import ExitCode, exit_code_of
from ._listing_command import Interrupted
from ._safe_text import for_terminal

CANNOT_WRITE = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT)
PYTHON_NAMES = re.compile(
    r"\b(account_id|address|nft_datas|token_addresses|token_address|token_ids|non_zero|page_size|first_page|token_id|serial_number"
    r"|spender_id|nft_id|base_url|timeout|cursor)\b(?!/)"
)


def told(error: Exception) -> int:
    """Tell an error in one line, and give the exit code for it."""
    match error:
        case FilterError():
            tell(in_options(str(error)))
            return exit_code_of(error)
        case NftHoldingsError():
            tell(str(error), error.cursor if isinstance(error, IncompleteListing) else None)
            return exit_code_of(error)
        case Interrupted():
            tell("interrupted", error.cursor)
            return ExitCode.INTERRUPTED
        case OSError() if error.errno in CANNOT_WRITE:
            tell(f"the output cannot be written: {error.strerror}")
            drop_output()
            return ExitCode.OUTPUT_FAILED
        case RecursionError():
            tell("a row is nested too deeply for this format")
            return ExitCode.UNREADABLE
        case OSError() | ImportError() | ValueError():
            tell(str(error))
            return ExitCode.USAGE
    usage: Any = getattr(error, "format_message", None)
    if usage is None:
        raise error
    if type(error).__name__ == "NoArgsIsHelpError":
        print(usage(), file=sys.stderr)
    else:
        tell(usage())
    return ExitCode.USAGE


def tell(message: str, cursor: str | None = None) -> None:
    """One line on standard error, and one more where there is a way to go on."""
    print(f"nft-holdings: {for_terminal(message)}", file=sys.stderr)
    if cursor:
        print(f"nft-holdings: go on with --cursor {cursor}", file=sys.stderr)


def in_options(message: str) -> str:
    """A message of the library's with options in place of arguments."""
    message = re.sub(r"give (api_key|token)=…, or set", "set", message)
    return PYTHON_NAMES.sub(lambda found: f"--{found[1].replace('_', '-')}", message)


def drop_output() -> None:
    """Send what is left in the buffer nowhere; without this the interpreter complains at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
