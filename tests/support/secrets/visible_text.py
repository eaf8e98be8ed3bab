"""All visible text of an error, and the forms in which a key may be written."""

import json
import logging
import pickle
import traceback
from base64 import b64encode
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self
from urllib.parse import quote

OURS = ("/nft_holdings/", "/nft_holdings_api/")
SHORTEST_REST = 12
"""More of a key than this may not stay, where a text is cut off in the middle of it."""


def written(key: str) -> frozenset[str]:
    """A key as it may stand somewhere: plain, in a URL, in JSON, in a repr, in base64."""
    return frozenset((key, quote(key), quote(key, safe=""), json.dumps(key)[1:-1], repr(key)[1:-1], b64encode(key.encode()).decode()))


def places_of(key: str, texts: Iterable[tuple[str, str]], *, whole: bool = True) -> list[str]:
    """The places whose text has the key. The texts are not told, so that a failing test does not print it either."""
    forms = {form if whole else form[:SHORTEST_REST] for form in written(key)}
    return [place for place, text in texts if any(form in text for form in forms)]


def seen_in_error(error: BaseException) -> Iterator[tuple[str, str]]:
    """All that can be seen of an error and of those behind it."""
    waiting, met = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if id(each) in met:
            continue
        met.add(id(each))
        yield from _seen_in_one(each)
        waiting += [behind for behind in (each.__cause__, each.__context__) if behind is not None]
        waiting += [value for value in vars(each).values() if isinstance(value, BaseException)]
    yield "the traceback as Python prints it", "".join(traceback.format_exception(error))


def _seen_in_one(error: BaseException) -> Iterator[tuple[str, str]]:
    name = type(error).__name__
    yield f"str of {name}", str(error)
    yield f"repr of {name}", repr(error)
    yield f"args of {name}", repr(error.args)
    for attribute, value in vars(error).items():
        yield f"{name}.{attribute}", f"{value!r} {value}"
    for note in getattr(error, "__notes__", ()):
        yield f"a note of {name}", note
    yield from seen_in_frames(error.__traceback__)
    try:
        pickled = pickle.dumps(error, protocol=0)
    except Exception:
        return  # what cannot be pickled gets nowhere
    yield f"the pickle of {name}", pickled.decode("latin-1")


def seen_in_frames(raised: TracebackType | None) -> Iterator[tuple[str, str]]:
    """The variables of our own frames, as tools show them that report errors."""
    for frame, _ in traceback.walk_tb(raised):
        if is_ours(frame.f_code.co_filename):
            for variable, value in frame.f_locals.items():
                try:
                    yield f"{variable} in {frame.f_code.co_qualname}", repr(value)
                except Exception:
                    continue


def is_ours(file: str) -> bool:
    """Whether a source file is a part of the package."""
    return any(part in file.replace("\\", "/") for part in OURS)


class KeptRecords(logging.Handler):
    """Keeps the records of all loggers at all levels, with all that belongs to them, for as long as its block lasts."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._texts: list[tuple[str, str]] = []
        self._level = logging.getLogger().level

    def emit(self, record: logging.LogRecord) -> None:
        self._texts.append((f"a record of {record.name}", f"{record.getMessage()} {vars(record)!r}"))

    def taken(self) -> list[tuple[str, str]]:
        """The records since it was last asked."""
        texts, self._texts = self._texts, []
        return texts

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        logging.getLogger().setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().setLevel(self._level)
        logging.getLogger().removeHandler(self)
