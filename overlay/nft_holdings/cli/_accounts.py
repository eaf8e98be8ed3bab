"""The accounts of a command, out of its arguments and a file; the listings of many of them."""

import csv
import inspect
import io
import json
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from nft_holdings._apis import Api, ListingInfo
from nft_holdings._errors import Forbidden, IncompleteListing, InvalidArgument, Unauthorized
from nft_holdings._reading.json_text import as_json
from nft_holdings._redaction import hidden

from ._endings import print_message, print_note
from ._safe_text import in_json

if TYPE_CHECKING:
    from nft_holdings._client import Client
    from nft_holdings._paging.many_accounts import AccountResult

ACCOUNTS_FROM = "--accounts-from"
"""The option of listings that names a file of accounts; it alone comes with options for the columns of CSV files."""
COMMENT = re.compile(r"(?:^|\s)#")
Account = tuple[str, ...]
"""The values that name an account, in the order of the method's arguments."""


def account_names(api: Api, command: ListingInfo) -> tuple[str, ...]:
    """Return the arguments of a listing's method that name an account."""
    return command.positional or (list(inspect.signature(getattr(api.client, command.method)).parameters)[1],)


def grouped(words: Sequence[str], names: Sequence[str], *, joined: bool = False) -> list[Account]:
    """Return the accounts that words of the command line name.

    Args:
        words: The words.
        names: The arguments that name one account.
        joined: True if one word names an account, with slashes between its parts.

    Raises:
        InvalidArgument: One is named in part.
    """
    if joined:
        words = [part for word in words for part in _parted(word, names)]
    if len(words) % len(names):
        pattern = " ".join(name.upper() for name in names)
        raise InvalidArgument(f"after {words[-1]!r} a word is missing: each account is {pattern}", argument=names[-1])
    return [tuple(words[at : at + len(names)]) for at in range(0, len(words), len(names))]


def _parted(word: str, names: Sequence[str]) -> list[str]:
    parts = word.rsplit("/", len(names) - 1)
    if len(parts) != len(names) or not all(parts):
        raise InvalidArgument(f"{word!r} is not {'/'.join(name.upper() for name in names)}", argument=names[0])
    return parts


def read_accounts(api: Api, source: str, columns: Sequence[str], size: int, *, option: str = ACCOUNTS_FROM) -> dict[Account, str | None]:
    """Return the accounts in a file, each with the cursor to go on from, if the file is of --errors-to.

    Args:
        api: The API that they are accounts of.
        source: The file; `-` is standard input.
        columns: The columns of a CSV file that name an account; none for a file with an account a line.
        size: The number of values that name an account.
        option: The option that names the file.

    Raises:
        ValueError: It cannot be read, or names no account.
    """
    name, text = read_text(source, option)
    csv_advice = (
        "name the column of a CSV file with --accounts-column" if option == ACCOUNTS_FROM else f"write one {api.account.metavar} a line"
    )
    found = dict(_of_columns(api, text, name, columns, size) if columns else _of_lines(api, text, name, size, csv_advice))
    if not found:
        raise ValueError(f"{name} names no account")
    return found


def read_text(source: str, option: str) -> tuple[str, str]:
    """Return the name and the text of a file; `-` is standard input.

    Raises:
        ValueError: It cannot be read.
    """
    name = "standard input" if source == "-" else source
    try:
        return name, (sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()).decode("utf-8-sig")
    except OSError as error:
        raise ValueError(f"{option} {name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{name} is not a text file in UTF-8") from None


def lines_in(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the number of each line that is not empty, the line, and the line without what follows a `#`."""
    for number, line in enumerate(text.splitlines(), 1):
        if word := COMMENT.split(line, maxsplit=1)[0].strip():
            yield number, line, word


def _of_columns(api: Api, text: str, name: str, columns: Sequence[str], size: int) -> Iterator[tuple[Account, None]]:
    if len(columns) != size:
        raise ValueError(f"--accounts-column must be given {'once' if size == 1 else 'twice'}: each account is {api.account.metavar}")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    for column in columns:
        if column not in (rows.fieldnames or ()):
            raise ValueError(f"{name} has no column {column!r}: its columns are {', '.join(rows.fieldnames or ())}")
    for row in rows:
        values = tuple((row[column] or "").strip() for column in columns)
        if any(values):
            yield values, None


def _of_lines(api: Api, text: str, name: str, size: int, csv_advice: str) -> Iterator[tuple[Account, str | None]]:
    for number, line, word in lines_in(text):
        cursor = None
        if word.startswith("{"):
            try:
                left = json.loads(line)
                word, cursor = str(left["account"]), left["cursor"] and str(left["cursor"])
            except (ValueError, KeyError):
                raise ValueError(f"line {number} of {name} is not a line of --errors-to") from None
        elif "," in word:
            raise ValueError(f"line {number} of {name} has a comma: {csv_advice}")
        values = tuple(word.rsplit("/", size - 1))
        if len(values) != size:
            raise ValueError(f"line {number} of {name} is {word!r}: write {api.account.metavar}")
        yield values, cursor


class Rows(ABC):
    """Rows to print, page by page.

    Attributes:
        cursor: The cursor to go on from after the rows that have been printed; None if they must be listed anew.
    """

    cursor: str | None

    @abstractmethod
    def pages(self) -> Iterator[Any]:
        """Yield the pages."""

    @abstractmethod
    def row(self, page: Any, item: Any) -> Mapping[str, Any]:
        """Return a row to print."""

    @abstractmethod
    def note(self, page: Any) -> None:
        """Note that a page has been printed."""

    @abstractmethod
    def end(self) -> None:
        """Note that the rows have come to their end."""


class OneAccount(Rows):
    """The listing of one account.

    Args:
        listing: The listing.
        cursor: The cursor that it begins after.
        name: The account as it was given.
        nothing: What is said of it if there are no rows.
        narrowed: True if other options leave out some of the rows.

    Attributes:
        cursor: The cursor to go on from after the rows that have been printed.
    """

    def __init__(self, listing: Any, cursor: str | None, name: str, nothing: str, *, narrowed: bool) -> None:
        self._listing = listing
        self.cursor = cursor
        self._name, self._nothing, self._narrowed = name, nothing, narrowed
        self._is_empty = cursor is None

    def pages(self) -> Iterator[Any]:
        """Yield the pages of the listing."""
        yield from self._listing.pages()

    def row(self, page: Any, item: Any) -> Mapping[str, Any]:
        """Return a row to print."""
        self._is_empty = False
        return item.to_dict()  # type: ignore[no-any-return]

    def note(self, page: Any) -> None:
        """Note that a page has been printed."""
        self.cursor = page.cursor

    def end(self) -> None:
        """Note that the listing has come to its end."""
        if self._is_empty:
            print_note(_nothing(self._name, self._nothing, narrowed=self._narrowed))


class OnePage:
    """A single object, as a listing of one row."""

    cursor = None

    def __init__(self, row: Any) -> None:
        self.items = [row]

    def pages(self) -> "Iterator[OnePage]":
        """Yield the page with the object."""
        yield self


class ManyAccounts(Rows):
    """The listings of many accounts, and what is left of them.

    Args:
        client: The client that lists.
        command: The listing.
        accounts: The accounts as the client takes them, each with the cursor to go on from.
        arguments: The other arguments.
        in_own_words: A function that puts an error in the words of the command line.
    """

    cursor: str | None = None

    def __init__(
        self,
        client: "Client",
        command: ListingInfo,
        accounts: Mapping[Any, str | None],
        arguments: Mapping[str, Any],
        in_own_words: Callable[[InvalidArgument], InvalidArgument],
    ) -> None:
        of_many = getattr(client, command.many_method)
        known = inspect.signature(of_many).parameters
        for name, value in arguments.items():
            if name not in known and value is not None:
                raise InvalidArgument(f"--{name} is for one account", argument=name, hint="leave it out for several")
        self._arguments = {name: value for name, value in arguments.items() if name in known}
        self._nothing = command.nothing
        self._in_own_words = in_own_words
        self._given = accounts
        self._left = dict(accounts)
        self._results = of_many(list(starmap(_wanted, accounts.items())), **self._arguments)
        self._empty = {account for account, cursor in accounts.items() if cursor is None}
        self._errors: dict[Any, str] = {}

    def pages(self) -> "Iterator[AccountResult[Any, Any]]":
        """Yield the results of all accounts as they come."""
        yield from self._results

    def row(self, page: "AccountResult[Any, Any]", item: Any) -> Mapping[str, Any]:
        """Return a row to print: that of the API after the account."""
        self._empty.discard(page.account)
        return {"account": _label(page.account), **item.to_dict()}

    def note(self, page: "AccountResult[Any, Any]") -> None:
        """Note that the rows of a page have been printed, and print its error.

        Raises:
            Unauthorized: The key was refused, as it would be for every other account.
            Forbidden: The same, if no account has been answered.
        """
        error = page.error
        if error is None and page.is_last:
            del self._left[page.account]
            if page.account in self._empty:
                narrowed = any(value is not None for value in self._arguments.values())
                print_note(_nothing(_label(page.account), self._nothing, narrowed=narrowed))
            return
        self._left[page.account] = page.cursor
        if error is None:
            return
        cause = error.cause if isinstance(error, IncompleteListing) else error
        if isinstance(cause, Unauthorized) or (isinstance(cause, Forbidden) and self._left == self._given):
            raise cause
        self._errors[page.account] = str(self._in_own_words(error) if isinstance(error, InvalidArgument) else error)
        print_message(f"{_label(page.account)}: {self._errors[page.account]}")

    def end(self) -> None:
        """Do nothing: each account has been noted at its end."""

    def report(self, errors_file: TextIO | None, errors_to: Path | None, *, ended: bool, kept: bool) -> bool:
        """Write the accounts that are not finished, one a line of JSON, and print their number.

        Args:
            errors_file: The file to write them to.
            errors_to: Its name at the end.
            ended: True if the command came to its end: then what --limit cut off is no failure.
            kept: False if the rows that were printed are lost: then all accounts are left, as they were given.

        Returns:
            True if an account was not finished, but for --limit.
        """
        left = self._left if kept else self._given
        if errors_file is not None:
            for account, cursor in left.items():
                error = hidden(self._errors.get(account, "not finished"))
                errors_file.write(in_json(as_json({"account": _label(account), "error": error, "cursor": cursor})) + "\n")
        failed = bool(self._errors) or not ended
        if failed and left:
            advice = f"go on with --accounts-from {errors_to}" if errors_to else "--errors-to FILE writes down what is left"
            print_message(f"{len(left)} of {len(self._given)} accounts were not finished: {advice}")
        return failed


def _nothing(name: str, nothing: str, *, narrowed: bool) -> str:
    """Return the sentence for an account without rows."""
    return f"{name} {nothing}{' that these options ask for' if narrowed else ''}"


def _wanted(account: Any, cursor: str | None) -> Any:
    from nft_holdings._paging.many_accounts import Resumed

    return account if cursor is None else Resumed(account, cursor)


def _label(account: Any) -> str:
    return "/".join(account) if isinstance(account, tuple) else str(account)


def of_client(accounts: Mapping[Account, str | None], *, as_numbers: bool) -> dict[Any, str | None]:
    """Return the accounts as a client takes them: pairs, texts or numbers. Texts that are no number are for the client to refuse."""
    return {_value(*account, as_number=as_numbers): cursor for account, cursor in accounts.items()}


def _value(first: str, *others: str, as_number: bool) -> Any:
    if others:
        return (first, *others)
    return int(first) if as_number and first.isascii() and first.isdigit() and len(first) < 20 else first
