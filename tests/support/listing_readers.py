"""One function for each way to read a listing, for blocking and async clients."""

import asyncio
from collections.abc import Callable
from typing import Any

from nft_holdings import IncompleteListing

Outcome = tuple[list[Any], IncompleteListing | None]
"""The items that were handed out before the end or the error, and the error."""


def iterated(listing: Any) -> Outcome:
    found: list[Any] = []
    try:
        for item in listing:
            found.append(item)
    except IncompleteListing as stopped:
        assert stopped.items == []
        return found, stopped
    return found, None


def by_pages(listing: Any) -> Outcome:
    found: list[Any] = []
    try:
        for page in listing.pages():
            found += page.items
    except IncompleteListing as stopped:
        assert stopped.items == []
        return found, stopped
    return found, None


def at_once(listing: Any) -> Outcome:
    try:
        return listing.all(), None
    except IncompleteListing as stopped:
        return stopped.items, stopped


def iterated_async(listing: Any) -> Outcome:
    found: list[Any] = []

    async def read() -> None:
        async for item in listing:
            found.append(item)

    return found, stop_of(read, found=True)


def by_pages_async(listing: Any) -> Outcome:
    found: list[Any] = []

    async def read() -> None:
        async for page in listing.pages():
            found.extend(page.items)

    return found, stop_of(read, found=True)


def at_once_async(listing: Any) -> Outcome:
    found: list[Any] = []

    async def read() -> None:
        found.extend(await listing.all())

    stopped = stop_of(read, found=False)
    return (found if stopped is None else stopped.items), stopped


def stop_of(read: Callable[[], Any], *, found: bool) -> IncompleteListing | None:
    with asyncio.Runner() as runner:
        try:
            runner.run(read())
        except IncompleteListing as stopped:
            assert not (found and stopped.items)
            return stopped
    return None


READERS: dict[str, tuple[bool, Callable[[Any], Outcome]]] = {
    "iteration": (True, iterated),
    "pages": (True, by_pages),
    "all": (True, at_once),
    "async iteration": (False, iterated_async),
    "async pages": (False, by_pages_async),
    "async all": (False, at_once_async),
}
"""For each: whether it wants the sync client's listing."""
