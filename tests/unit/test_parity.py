"""The async clients mirror the blocking ones name for name, and the public interface is complete and documented."""

import importlib
import inspect
import pickle
import pkgutil
import re
import subprocess
import sys
import typing
from pathlib import Path
from types import ModuleType
from typing import Any

import nft_holdings
import nft_holdings.contract
import nft_holdings.data
import nft_holdings.sandbox
import nft_holdings.testing
import nft_holdings.traffic
import pytest
from nft_holdings import (
    AsyncListing,
    ClientOptions,
    Filter,
    Listing,
    nft_id,
    serial_number,
    spender_id,
    token_id,
)
from nft_holdings._apis import APIS

PAIRS: list[tuple[type, type]] = [*((api.client, api.async_client) for api in APIS), (Listing, AsyncListing)]
pairs = pytest.mark.parametrize(("sync", "mirror"), PAIRS, ids=[sync.__name__ for sync, _ in PAIRS])
ONLY_SYNC, ONLY_ASYNC = {"close"}, {"aclose"}
OVERLAY = Path(nft_holdings.__file__).parent


def public(kind: type) -> dict[str, Any]:
    return {name: inspect.getattr_static(kind, name) for name in dir(kind) if not name.startswith("_")}


def as_sync(text: str) -> str:
    """An annotation of the async side in the words of the blocking one."""
    text = re.sub(r" \| collections\.abc\.AsyncIterable\[[^\]]*\]+(?=$|[,)])", "", text)
    text = re.sub(
        r"nft_holdings\._paging\.many_accounts\.AsyncResults\[(.*)\]$",
        r"collections.abc.Generator[nft_holdings.AccountResult[\1]]",
        text,
    )
    text = re.sub(r"^collections\.abc\.Coroutine\[typing\.Any, typing\.Any, (.*)\]$", r"\1", text)
    text = re.sub(r"<class '([^']*)'>", r"\1", text)
    pages = "collections.abc.Generator[nft_holdings.Page[~Row]]"
    return text.replace("nft_holdings._listing.AsyncPages[~Row]", pages).replace("Async", "").replace("async_", "")


def signature(member: Any) -> list[tuple[str, Any, Any, str]]:
    function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
    found = inspect.signature(function)
    return [(each.name, each.kind, each.default, as_sync(str(each.annotation))) for each in found.parameters.values()]


def returned(member: Any) -> str:
    function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
    return as_sync(str(inspect.signature(function).return_annotation))


def test_every_async_class_is_compared() -> None:
    named = {name for name in nft_holdings.__all__ if name.startswith("Async")}
    assert named == {mirror.__name__ for _, mirror in PAIRS}
    assert {(api.client, api.async_client) for api in APIS} == set(PAIRS[:-1])


@pairs
def test_the_same_names(sync: type, mirror: type) -> None:
    assert mirror.__name__ == f"Async{sync.__name__}"
    assert public(sync).keys() - ONLY_SYNC == public(mirror).keys() - ONLY_ASYNC


@pairs
def test_the_same_signatures(sync: type, mirror: type) -> None:
    for name, member in [*((name, member) for name, member in public(sync).items() if name not in ONLY_SYNC), ("__init__", sync.__init__)]:  # type: ignore[misc]
        twin = inspect.getattr_static(mirror, name)
        if isinstance(member, property):
            assert twin is member, name
            continue
        assert type(twin) is type(member), name
        assert signature(twin) == signature(member), name
        assert returned(twin) == returned(member), name


@pairs
def test_the_same_docstrings(sync: type, mirror: type) -> None:
    for name in public(sync).keys() - ONLY_SYNC:
        doc = getattr(sync, name).__doc__
        assert doc, f"{sync.__name__}.{name}"
        assert getattr(mirror, name).__doc__ == doc, name


@pairs
def test_what_waits_is_awaited_and_nothing_else(sync: type, mirror: type) -> None:
    for name, member in public(mirror).items():
        if isinstance(member, property | classmethod):
            continue
        given = str(inspect.signature(member).return_annotation)
        waits = inspect.iscoroutinefunction(member) or inspect.isasyncgenfunction(member) or "Coroutine" in given
        assert waits == ("AsyncListing" not in given and "AsyncResults" not in given and name not in ("pages", "with_options")), name
    assert not any(inspect.iscoroutinefunction(member) or inspect.isasyncgenfunction(member) for member in public(sync).values())


@pairs
def test_both_are_context_managers_of_their_kind(sync: type, mirror: type) -> None:
    if sync is Listing:
        assert hasattr(sync, "__iter__")
        assert hasattr(mirror, "__aiter__")
        assert not hasattr(mirror, "__iter__")
    else:
        assert hasattr(sync, "__enter__")
        assert hasattr(mirror, "__aenter__")
        assert not hasattr(mirror, "__enter__")


# The public interface


def test_all_is_complete() -> None:
    assert nft_holdings._HOMES.keys() == set(nft_holdings.__all__)
    assert {name: getattr(nft_holdings, name) for name in nft_holdings.__all__}
    assert sorted(nft_holdings.__all__) == sorted(set(nft_holdings.__all__))


def test_all_holds_what_users_are_promised() -> None:
    promised = """Hedera AsyncHedera Loopring AsyncLoopring SwapChat AsyncSwapChat token_id serial_number spender_id nft_id
        NftHoldingsError InvalidArgument FilterError ConnectionFailed ApiError BadRequest Unauthorized NotFound RateLimited ServerError DecodeError
        IncompleteListing Listing AsyncListing Page EntityId Filter UNSET ClientOptions Retry RateLimit Drift"""
    assert set(promised.split()) <= set(nft_holdings.__all__)


def test_the_package_can_be_imported_with_a_star() -> None:
    space: dict[str, Any] = {}
    exec("from nft_holdings import *", space)
    assert space.keys() - {"__builtins__"} == set(nft_holdings.__all__)


def first_line(doc: str | None) -> str:
    return (doc or "").strip().partition("\n")[0]


@pytest.mark.parametrize(
    "package",
    [nft_holdings, nft_holdings.contract, nft_holdings.data, nft_holdings.sandbox, nft_holdings.testing, nft_holdings.traffic],
    ids=str,
)
def test_public_names_say_where_they_are_public(package: ModuleType) -> None:
    values = [value for name in package.__all__ if callable(value := getattr(package, name)) and hasattr(value, "__name__")]
    assert {value.__module__ for value in values if not value.__module__.startswith("nft_holdings_api.")} == {package.__name__}
    for value in values:
        typing.get_type_hints(value)
        assert pickle.loads(pickle.dumps(value)) is value


@pytest.mark.parametrize("name", nft_holdings.__all__)
def test_everything_public_is_documented(name: str) -> None:
    value = getattr(nft_holdings, name)
    kind = value if isinstance(value, type) else type(value)
    assert (kind.__doc__ or "").strip().partition("\n\n")[0].endswith((".", ":")), name
    for member_name, member in public(kind).items():
        inherited = getattr(Exception, member_name, None) or getattr(dict, member_name, None) is getattr(kind, member_name)
        if inherited or not (callable(member) or isinstance(member, classmethod | staticmethod | property)):
            continue
        doc = inspect.getdoc(getattr(kind, member_name))
        assert first_line(doc).endswith((".", ":")), f"{name}.{member_name}"


def modules() -> list[str]:
    return [f"nft_holdings.{each.name}" for each in pkgutil.iter_modules([str(OVERLAY)]) if not each.ispkg]


@pytest.mark.parametrize("name", modules())
def test_every_module_is_documented(name: str) -> None:
    module = importlib.import_module(name)
    assert first_line(module.__doc__)
    assert len((OVERLAY / f"{name.rpartition('.')[2]}.py").read_text(encoding="utf-8").splitlines()) <= 400


def documented_arguments(doc: str) -> list[str] | None:
    """The names under Args, in their order; None where there is no such section."""
    section = re.search(r"^Args:\n((?:    .*\n?|\n)+)", inspect.cleandoc(doc), re.MULTILINE)
    return None if section is None else re.findall(r"^    (\w+): ", section[1], re.MULTILINE)


def functions() -> list[tuple[str, Any, str]]:
    """(name, function, docstring) of the functions and methods of the library; a constructor has its class's docstring."""
    found: list[tuple[str, Any, str]] = []
    seen: set[int] = set()
    for module_name in modules():
        module = importlib.import_module(module_name)
        for name, value in vars(module).items():
            if not getattr(value, "__module__", "").startswith("nft_holdings") or id(value) in seen:
                continue
            seen.add(id(value))
            if inspect.isfunction(value):
                found.append((f"{module_name}.{name}", value, value.__doc__ or ""))
            elif inspect.isclass(value):
                for member_name, member in vars(value).items():
                    function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
                    if inspect.isfunction(function) and not member_name.startswith("_"):
                        found.append((f"{module_name}.{name}.{member_name}", function, function.__doc__ or ""))
                if value in {kind for pair in PAIRS[:-1] for kind in pair}:
                    found.append((f"{module_name}.{name}", value.__init__, value.__doc__ or ""))
    return found


@pytest.mark.parametrize(("name", "function", "doc"), functions(), ids=[name for name, _, _ in functions()])
def test_documented_arguments_are_those_of_the_signature(name: str, function: Any, doc: str) -> None:
    documented = documented_arguments(doc)
    if documented is None:
        return
    takes = [
        each.name
        for each in inspect.signature(function).parameters.values()
        if each.name not in ("self", "cls") and each.kind is not each.VAR_KEYWORD
    ]
    assert documented == takes, name


def test_every_option_of_the_clients_is_documented() -> None:
    section = re.search(r"^Attributes:\n((?:    .*\n?)+)", inspect.cleandoc(ClientOptions.__doc__ or ""), re.MULTILINE)
    assert section
    assert re.findall(r"^    (\w+): ", section[1], re.MULTILINE) == list(ClientOptions.__annotations__)


def test_the_methods_that_users_call_document_their_arguments() -> None:
    for api in APIS:
        assert documented_arguments(api.client.__doc__ or ""), api.name
        assert f"with the methods and arguments of {api.client.__name__}." in (api.async_client.__doc__ or "")
        for listing in (*api.listings, *api.objects):
            for method in filter(None, (listing.method, listing.many_method)):
                assert documented_arguments(getattr(api.client, method).__doc__), method


def test_columns_and_filters_are_of_their_classes() -> None:
    assert len({type(column) for column in (token_id, serial_number, spender_id, nft_id)}) == 4
    assert isinstance(token_id == 1, Filter)


def test_importing_the_package_needs_no_extra() -> None:
    script = (
        "import sys\nbarred = ('typer', 'rich', 'fastapi', 'uvicorn', 'pydantic', 'starlette', 'schemathesis', 'click', 'yaml', 'httpx')\n"
        "for name in barred: sys.modules[name] = None\nimport nft_holdings\n"
        "print([name for name in sys.modules if name.startswith(('nft_holdings.cli', 'nft_holdings.sandbox', 'nft_holdings_server'))])"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
