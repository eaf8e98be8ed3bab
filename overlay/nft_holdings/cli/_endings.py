"""The end of a command that failed: a line on standard error, and an exit code."""

import errno
import sys
import traceback
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from nft_holdings._apis import Api
from nft_holdings._errors import InvalidArgument, NftHoldingsError
from nft_holdings._options import url_variable
from nft_holdings._redaction import hidden

from ._exit_codes import CannotShow, ExitCode, Interrupted, OutputFailed, exit_code_of
from ._safe_text import for_terminal

CANNOT_WRITE = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT)


def report_error(error: Exception) -> int:
    """Print an error in one line, what became of the output in another, and return the exit code."""
    notes = getattr(error, "__notes__", ())
    code = _report(error, None if notes else getattr(error, "cursor", None))
    for note in notes:
        print_message(note)
    return code


def _report(error: Exception, cursor: str | None) -> int:
    match error:
        case NftHoldingsError():
            print_message(str(error), cursor)
            return exit_code_of(error)
        case Interrupted():
            print_message(str(error), cursor)
            return ExitCode.TERMINATED if error.terminated else ExitCode.INTERRUPTED
        case CannotShow():
            print_message(str(error), cursor)
            return ExitCode.UNREADABLE
        case OutputFailed():
            print_message(f"the output cannot be written: {error}")
            return ExitCode.OUTPUT_FAILED
        case OSError() if error.errno in CANNOT_WRITE:
            print_message(f"the output cannot be written: {error.strerror}")
            return ExitCode.OUTPUT_FAILED
        case OSError() if error.filename is not None:
            print_message(f"{error.filename}: {error.strerror}")
            return ExitCode.USAGE
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
        print_message(_usage_text(error, usage()))
    return ExitCode.USAGE


def _usage_text(error: Any, text: str) -> str:
    """Return the text of a mistake in the command line, which names the option or argument and says what to do."""
    parameter, context = getattr(error, "param", None), getattr(error, "ctx", None)
    match type(error).__name__:
        case "BadParameter" if parameter is not None:
            return f"{max(parameter.opts, key=len)} {error.message}"
        case "MissingParameter" if parameter is not None:
            return f"{parameter.metavar} is missing. {parameter.help}"
    if context is None or getattr(error, "possibilities", None) or "Did you mean" in text or "Commands of" in text:
        return text
    return f"{text.removesuffix('.')}. See {context.command_path} --help."


def print_message(message: str, cursor: str | None = None) -> None:
    """Print one line on standard error, and one more with the cursor to go on from."""
    print(f"nft-holdings: {for_terminal(hidden(message))}", file=sys.stderr)
    if cursor:
        print(f"nft-holdings: go on with --cursor {cursor}", file=sys.stderr)


def print_note(message: str) -> None:
    """Print one line on standard error, if somebody reads it there."""
    if sys.stderr.isatty():
        print_message(message)


def in_own_words(error: InvalidArgument, api: Api, options: Mapping[str, str], advice: Mapping[str, str]) -> InvalidArgument:
    """Return an error of the library in the words of the command line.

    Args:
        error: The error.
        api: The API that was to be asked.
        options: The options, by the argument that each stands for.
        advice: What to write in place of the library's hint, by the rule that was broken.
    """
    advice = {
        "key-required": f"set {api.key.variable}",
        "server-required": f"name one with --base-url, use --sandbox, or set {url_variable(api.name)}",
        "cursor-form": "give one that was printed, unchanged",
        "plain-http": "use https",
        "timeout": "",
        **advice,
    }
    hint = advice.get(error.rule, error.hint)
    text = str(error).removesuffix(f": {error.hint}") + (f": {hint}" if hint else "")
    for name, option in {**options, api.key.argument: api.key.variable}.items():
        text = text.replace(f"{name}=…", option)
        if "_" in name or text.startswith(f"{name} "):
            text = text.replace(name, option)
    return InvalidArgument(text, argument=error.argument, rule=error.rule)


def _place_of(error: BaseException) -> str:
    """Return the file and line that an error comes from, for those who mend it."""
    frames = traceback.extract_tb(error.__traceback__)
    return f" ({PurePath(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
