"""Exit codes, and the exceptions that end a command early. docs/command-line.md lists them, and a test holds the two together."""

from enum import IntEnum

from nft_holdings._errors import (
    ApiError,
    ConnectionFailed,
    DecodeError,
    Forbidden,
    IncompleteListing,
    InvalidArgument,
    NftHoldingsError,
    NotFound,
    Unauthorized,
)


class ExitCode(IntEnum):
    """The exit code of a command."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    NOT_FOUND = 3
    UNAUTHORIZED = 4
    NO_REPLY = 5
    UNREADABLE = 6
    INCOMPLETE = 7
    OUTPUT_FAILED = 8
    NO = 10
    DEFECT = 70
    INTERRUPTED = 130
    OUTPUT_CLOSED = 141
    TERMINATED = 143


class OutputClosed(Exception):
    """Nobody reads the output any more."""


class OutputFailed(Exception):
    """The output cannot be written. The text says why."""


class CannotShow(Exception):
    """A row cannot be shown. The text says why; the listing goes on at `cursor`, if a page had been printed."""

    def __init__(self, reason: str, cursor: str | None) -> None:
        super().__init__(reason)
        self.cursor = cursor


class Interrupted(Exception):
    """The user pressed Ctrl-C, or asked the process to end. The listing goes on at `cursor`, if a page had been printed."""

    def __init__(self, cursor: str | None, *, terminated: bool) -> None:
        super().__init__("terminated" if terminated else "interrupted")
        self.cursor = cursor
        self.terminated = terminated


def exit_code_of(error: NftHoldingsError) -> ExitCode:
    """Return the exit code for an error, by the first class that fits."""
    if isinstance(error, InvalidArgument) and (error.argument == "api_key" or error.rule.startswith("key-")):
        return ExitCode.UNAUTHORIZED
    table: tuple[tuple[type[NftHoldingsError], ExitCode], ...] = (
        (InvalidArgument, ExitCode.USAGE),
        (NotFound, ExitCode.NOT_FOUND),
        (Unauthorized, ExitCode.UNAUTHORIZED),
        (Forbidden, ExitCode.UNAUTHORIZED),
        (ApiError, ExitCode.REFUSED),
        (ConnectionFailed, ExitCode.NO_REPLY),
        (DecodeError, ExitCode.UNREADABLE),
        (IncompleteListing, ExitCode.INCOMPLETE),
    )
    return next((code for kind, code in table if isinstance(error, kind)), ExitCode.REFUSED)
