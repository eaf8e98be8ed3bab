"""A count of what has been listed, on standard error and only on a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from .._listing import Listing
from .._walk import Page


@contextmanager
def progress(listing: Listing[Any]) -> Iterator[Iterator[Page[Any]]]:
    """The pages of a listing, counted while they pass."""
    console = Console(file=sys.stderr)
    if not sys.stderr.isatty():
        yield listing.pages()
        return
    columns = (TextColumn("listing"), BarColumn(), MofNCompleteColumn(), TextColumn("rows"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as display:
        task = display.add_task("listing", total=None)

        def counted() -> Iterator[Page[Any]]:
            for page in listing.pages():
                display.update(task, advance=len(page.items), total=page.total)
                yield page

        yield counted()
