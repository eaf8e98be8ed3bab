"""However a key is held and however a listing ends, the key is nowhere in what is raised, logged or told."""

import contextlib
import pickle
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from nft_holdings import Drift, NftHoldingsError, Retry

from tests.support.attempts import attempts_at_once
from tests.support.secrets.error_endings import ENDINGS, Ending, bad_row, telling, unknown_fields
from tests.support.secrets.key_holders import FLAVOURS, HOLDERS, KEYS, Flavour, Holder, flavours, page, reads, row
from tests.support.secrets.visible_text import KeptRecords, places_of, seen_in_error

# Marks that have to be written in another way are tried where they are allowed.
HELD = [(name, "plain") for name in HOLDERS] + [(name, "odd") for name, holder in HOLDERS.items() if holder.any_marks]
held = pytest.mark.parametrize(("holder", "kind"), [pytest.param(HOLDERS[name], kind, id=f"{name}-{kind}") for name, kind in HELD])
QUICK = Retry(attempts=3, wait_initial=0.0, wait_max=0.0, wait_jitter=0.0)
Texts = list[tuple[str, str]]


@pytest.fixture
def logs() -> Iterator[KeptRecords]:
    with KeptRecords() as kept:
        yield kept


def shown(listing: Any) -> Texts:
    """What can be seen of a listing and of what is behind it."""
    behind = {"the listing": listing, "its options": listing._options, "the connection": listing._connection}
    texts = [(name, f"{value!r} {value}") for name, value in behind.items()]
    texts.append(("the listing's variables", repr(vars(listing))))
    with contextlib.suppress(Exception):  # what has sockets cannot be pickled
        texts.append(("the listing's pickle", pickle.dumps(listing, protocol=0).decode("latin-1")))
    return texts


def raised(ending: Ending, holder: Holder, key: str, flavour: Flavour) -> Texts:
    """Read a listing to its end; gives what can be seen of the error, and of what was told before."""
    before = 0
    texts: Texts = []

    def answer(request: Any) -> Any:
        nonlocal before
        before += 1
        return ending.answer(flavour.library, holder.api, key, before - 1, request)

    def use(listing: Any) -> Any:
        texts.extend(shown(listing))
        return listing.all()

    def tell(drift: Drift) -> None:
        texts.append(("a drift", f"{drift!r} {drift}"))

    retry = QUICK if ending.attempts > 1 else None
    with warnings.catch_warnings(record=True) as warned, pytest.raises(NftHoldingsError) as caught:
        warnings.simplefilter("always")
        reads(holder, key, flavour, answer, use, on_drift=tell, retry=retry, **ending.options)
    assert before >= max(ending.requests, ending.attempts), f"this ends too early: {type(caught.value).__name__}"
    return [*texts, *(("a warning", str(each.message)) for each in warned), *seen_in_error(caught.value)]


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
@flavours
def test_no_error_shows_a_key(ending: Ending, flavour: Flavour, logs: KeptRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {}
    with attempts_at_once(ending.attempts):
        # Each ending meets each key, and each key each kind of client; all three together would take minutes.
        first = (list(FLAVOURS.values()).index(flavour) + list(ENDINGS.values()).index(ending)) % len(FLAVOURS)
        for name, kind in HELD[first :: len(FLAVOURS)]:
            holder, key = HOLDERS[name], KEYS[kind]()
            with monkeypatch.context() as patch:
                if holder.variable:
                    patch.setenv(holder.variable, key)
                texts = raised(ending, holder, key, flavour)
            if places := places_of(key, [*texts, *logs.taken()], whole=ending.whole):
                found[name, kind] = places
    assert not found


@held
@flavours
def test_a_listing_that_succeeds_shows_no_key(
    holder: Holder, kind: str, flavour: Flavour, logs: KeptRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = KEYS[kind]()
    texts: Texts = []

    def answer(request: Any) -> Any:
        return flavour.library.Response(
            200, json=page(holder.api, row(holder.api, 5)), headers={**telling(key), "X-Sent": str(request.url)}
        )

    def first(listing: Any) -> Any:
        texts.extend(shown(listing))
        return next(listing.pages()) if flavour.blocking else anext(listing.pages())

    if holder.variable:
        monkeypatch.setenv(holder.variable, key)
    found = reads(holder, key, flavour, answer, first)
    assert len(found.items) == 1
    texts += [("the page", f"{found!r} {found}"), ("the page's pickle", pickle.dumps(found, protocol=0).decode("latin-1"))]
    places = places_of(key, [*texts, *logs.taken()])
    assert not places


@held
@flavours
def test_a_page_that_repeats_a_key_does_not_show_it(holder: Holder, kind: str, flavour: Flavour, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows are the caller's, and hold what the server sent; but a page is shown in logs and debuggers."""
    key = KEYS[kind]()
    if holder.variable:
        monkeypatch.setenv(holder.variable, key)
    content = page(holder.api, row(holder.api, 5, extra=key))
    found = reads(
        holder,
        key,
        flavour,
        lambda request: flavour.library.Response(200, json=content),
        lambda listing: next(listing.pages()) if flavour.blocking else anext(listing.pages()),
    )
    assert found.items[0].additional_properties["extra"] == key
    places = places_of(key, [("the page", f"{found!r} {found}")])
    assert not places


@held
@flavours
def test_a_drift_shows_no_key(holder: Holder, kind: str, flavour: Flavour, monkeypatch: pytest.MonkeyPatch) -> None:
    key = KEYS[kind]()
    if holder.variable:
        monkeypatch.setenv(holder.variable, key)
    drifts: list[Drift] = []
    content = unknown_fields(holder.api, key)
    reads(
        holder,
        key,
        flavour,
        lambda request: flavour.library.Response(200, json=content),
        lambda listing: listing.all(),
        on_drift=drifts.append,
    )
    assert len(drifts) >= 4
    places = places_of(key, [(f"a drift at {index}", f"{each!r} {each}") for index, each in enumerate(drifts)], whole=False)
    assert not places


@held
@flavours
def test_a_bad_row_that_is_delivered_shows_no_key(holder: Holder, kind: str, flavour: Flavour, monkeypatch: pytest.MonkeyPatch) -> None:
    key = KEYS[kind]()
    if holder.variable:
        monkeypatch.setenv(holder.variable, key)
    content = bad_row(holder.api, key)
    rows = reads(
        holder,
        key,
        flavour,
        lambda request: flavour.library.Response(200, json=content),
        lambda listing: listing.all(),
        bad_rows="deliver",
    )
    assert [type(each).__name__ for each in rows] == ["DecodeError"]
    places = places_of(key, seen_in_error(rows[0]))
    assert not places
