"""The options `--format` and `--output`, of whatever prints rows."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

from ._help import choice, one_of, option
from ._output import BINARY, Format, format_of
from ._parameters import OUTPUT

RowFormat = Annotated[
    Format | None,
    option(
        OUTPUT,
        f"Print {one_of(list(Format))}.",
        "--format",
        "-f",
        metavar="FORMAT",
        default="table on a terminal, else ndjson",
        **choice(list(Format)),
    ),
]
RowFile = Annotated[
    Path | None,
    option(OUTPUT, "Write a file, whole or not at all; - is standard output.", "--output", "-o", metavar="FILE", readable=False),
]


def file_of(output: Path | None) -> Path | None:
    """Return the file to write; None for standard output."""
    return None if str(output) == "-" else output


def chosen_format(form: Format | None, file: Path | None) -> Format | None:
    """Return the format of an output; None for a table on a terminal and for ndjson elsewhere.

    Args:
        form: The format that was given.
        file: The file to write; None for standard output.

    Raises:
        ValueError: The format is for a file, and there is none.
        ImportError: The format needs a package that is missing.
    """
    wanted = form or (format_of(file) if file else None)
    if wanted in BINARY:
        if file is None:
            raise ValueError(f"--format {wanted} is for a file: name it with --output")
        import_module("nft_holdings.data")  # which says what to install, before anything is sent
    return wanted
