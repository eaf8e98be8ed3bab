"""HTML for notebooks, without keys. Nothing is requested for it."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from nft_holdings._redaction import hidden, hidden_in_row

ROWS_SHOWN = 20
LONGEST_CELL = 80


def paragraph(text: str, code: str = "") -> str:
    """Return a sentence, with a piece of code at its end if there is one."""
    return f"<p>{escape(text)}{f' <code>{escape(hidden(code))}</code>' if code else ''}</p>"


def table(rows: Sequence[Mapping[str, Any]], title: str) -> str:
    """Return a table of the first rows, with the JSON names of their fields as headings.

    Args:
        rows: The rows, as `to_dict` gives them.
        title: The text above the table.
    """
    shown: list[Mapping[str, Any]] = [hidden_in_row(row) for row in rows[:ROWS_SHOWN]]
    names = list(dict.fromkeys(name for row in shown for name in row))
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{escape(_cell(row.get(name)))}</td>' for name in names)}</tr>" for row in shown)
    more = f"<p>{len(rows) - ROWS_SHOWN} more rows</p>" if len(rows) > ROWS_SHOWN else ""
    return f"<p>{escape(title)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _cell(value: Any) -> str:
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"
