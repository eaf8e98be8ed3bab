"""The templates of the pages."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from nft_holdings._apis import APIS

from .links import code, escaped

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> jinja2.Environment:
    # Pages are Markdown that we wrote; what comes from specs is escaped where it is not Markdown itself.
    made = jinja2.Environment(  # noqa: S701
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["apis"] = APIS
    made.filters["joined"] = joined
    made.filters["cell"] = cell
    made.filters["code_cell"] = code_cell
    made.filters["code"] = code
    made.filters["text"] = escaped
    return made


def joined(words: Iterable[str]) -> str:
    """Return words as they are listed in a sentence."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def cell(text: str) -> str:
    """Return a text as a cell of a table."""
    return escaped(text).replace("\n", " ")


def code_cell(text: object) -> str:
    """Return a text as code in a cell of a table, where a bar would end the cell."""
    return code(text).replace("|", "\\|")


def rendered(template: str, **values: Any) -> str:
    """Return a page out of its template."""
    return _environment().get_template(template).render(values).lstrip()
