"""The log of the library on standard error, for --verbose."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from ._endings import print_message

LOG = logging.getLogger("nft_holdings")


class StandardErrorLog(logging.Handler):
    """A handler that prints each record as one line, as errors are printed: no key, no control characters."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record."""
        print_message(record.getMessage())


@contextmanager
def logged(verbose: bool) -> Iterator[None]:
    """Print each request and each wait on standard error if that is wanted."""
    if not verbose:
        yield
        return
    handler, level = StandardErrorLog(), LOG.level
    LOG.addHandler(handler)
    LOG.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        LOG.setLevel(level)
        LOG.removeHandler(handler)
