"""The exit codes of errors about a snapshot's folder."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from nft_holdings.cli._endings import print_message
from nft_holdings.cli._exit_codes import ExitCode


def ends_in_own_words(command: Callable[..., int]) -> Callable[..., int]:
    """Give the errors of a folder their exit codes."""

    @wraps(command)
    def run(*args: Any, **given: Any) -> int:
        from nft_holdings.data import StoreDamaged, StoreError, StoreFull

        try:
            return command(*args, **given)
        except StoreFull as error:
            print_message(str(error))
            return ExitCode.OUTPUT_FAILED
        except StoreDamaged as error:
            print_message(str(error))
            return ExitCode.UNREADABLE
        except StoreError as error:
            print_message(str(error))
            return ExitCode.USAGE

    return run
