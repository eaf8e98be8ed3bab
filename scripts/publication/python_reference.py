"""The pages of the Python reference, which mkdocstrings fills out of the docstrings."""

from collections.abc import Iterator, Mapping

import nft_holdings
import nft_holdings.sandbox
import nft_holdings.testing
from attrs import field, frozen
from nft_holdings._apis import APIS, Api

from .rendering import rendered
from .row_models import row_models
from .spec import PublicationRefused

ERRORS = (
    *("NftHoldingsError", "InvalidArgument", "FilterError", "ConnectionFailed", "TimedOut", "ApiError", "BadRequest", "Unauthorized"),
    *("Forbidden", "NotFound", "RateLimited", "ServerError", "DecodeError", "IncompleteListing", "RequestInfo"),
)


@frozen
class PythonPage:
    """A page of the Python reference.

    Attributes:
        name: The file's name, without its ending.
        title: Its title.
        about: Its subject.
        objects: The documented objects, by path.
        options: Options of mkdocstrings for this page.
        in_words: Texts about objects without a docstring.
    """

    name: str
    title: str
    about: str
    objects: tuple[str, ...]
    in_words: Mapping[str, str] = field(factory=dict)
    options: Mapping[str, bool | list[str]] = field(factory=dict)


def page_of_method(api: Api, method: str, *, awaited: bool = False) -> str:
    """Return the name of the page that has a method of an API's client, or of its async twin."""
    for folder, methods in _sides(api).items():
        if method in methods:
            return f"{api.name}-{folder}{'-async' if awaited else ''}"
    return api.name


def _sides(api: Api) -> dict[str, list[str]]:
    """Return the methods that a client has from a folder below its API's, by the folder. They have pages of their own."""
    found = {}
    for base in api.client.__mro__:
        steps = base.__module__.split(".")
        if steps[:3] == ["nft_holdings", "_apis", api.name] and len(steps) > 4:
            found[steps[3]] = [name for name in vars(base) if not name.startswith("_")]
    return found


def python_pages() -> list[PythonPage]:
    """Return the pages, in the order of the navigation.

    Raises:
        PublicationRefused: A public name is on no page.
    """
    pages = [*_pages()]
    shown = {path for page in pages for path in (*page.objects, *page.in_words)}
    public = {
        f"{module.__name__}.{name}": getattr(module, name)
        for module in (nft_holdings, nft_holdings.sandbox, nft_holdings.testing)
        for name in module.__all__
    }
    rows = {path for path, value in public.items() if getattr(value, "__module__", "").startswith("nft_holdings_api.")}
    missing = [path for path in public if path not in shown | rows]
    if missing:
        raise PublicationRefused(f"no page of the Python reference has {', '.join(missing)}: add them to publication/python_reference.py")
    return pages


def _pages() -> Iterator[PythonPage]:
    def public(*names: str) -> tuple[str, ...]:
        return tuple(f"nft_holdings.{name}" for name in names)

    for api in APIS:
        name, sides = api.title, _sides(api)
        about = f"The clients of {name}: one that blocks, and its async twin."
        elsewhere = [f"!^{method}$" for methods in sides.values() for method in methods]
        yield PythonPage(api.name, name, about, public(name, f"Async{name}"), options={"filters": ["!^_", *elsewhere]} if elsewhere else {})
        for folder, methods in sides.items():
            for client, ending, title in ((name, "", ""), (f"Async{name}", "-async", ", async")):
                yield PythonPage(
                    f"{api.name}-{folder}{ending}",
                    f"{name}, {folder}{title}",
                    f"Further methods of [`{client}`]({api.name}.md#nft_holdings.{client}).",
                    public(*(f"{client}.{method}" for method in methods)),
                )
    yield PythonPage(
        "listings",
        "Listings and pages",
        "The results of the methods of all clients.",
        public("Listing", "AsyncListing", "Page", "AccountResult"),
        {
            "nft_holdings.UNSET": "The value of a row's field that was not sent. It is false in a condition, and differs from None, the value of a field "
            "that was sent as null. It is `msgspec.UNSET`."
        },
    )
    yield PythonPage(
        "holders",
        "Holders",
        "What Hedera's client says of holders: since when, at a time, and whether an account owns a token.",
        public("HeldSince", "HolderAt", "Ownership"),
    )
    columns = public("token_id", "serial_number", "spender_id", "nft_id", "holder_id")
    yield PythonPage(
        "filters",
        "Filters",
        "Filters of Hedera's listings: columns, their comparisons, and the ids that they are compared with.",
        (
            *columns,
            *public("Filter", "EntityId"),
            "nft_holdings._apis.hedera.filters.columns.Column",
            "nft_holdings._apis.hedera.filters.columns.SpenderIdColumn",
            "nft_holdings._apis.hedera.filters.columns.HolderIdColumn",
        ),
    )
    yield PythonPage("options", "Options", "The arguments of all clients.", public("ClientOptions", "Retry", "RateLimit", "Drift"))
    shown = {"inherited_members": False, "show_bases": True}
    yield PythonPage("errors", "Errors", "One tree of exceptions; all are raised, never returned.", public(*ERRORS), options=shown)
    yield PythonPage(
        "sandbox",
        "The sandbox",
        "The server that answers like the real ones.",
        (
            "nft_holdings.sandbox.Sandbox",
            "nft_holdings.sandbox.Settings",
            "nft_holdings.sandbox._settings.SharedSettings",
            *(f"nft_holdings.sandbox.{api.name}.settings.{api.title}Settings" for api in APIS),
            *(f"nft_holdings.sandbox.{name}" for name in ("serve", "FaultRecord", "Change", "LoadError", "StartError")),
        ),
    )
    yield PythonPage(
        "testing",
        "Builders of rows",
        "Rows for the tests of code that uses this package; no server and no extra is needed.",
        tuple(f"nft_holdings.testing.{name}" for name in nft_holdings.testing.__all__),
    )
    for api in APIS:
        rows = dict.fromkeys(model for command in api.listings for model in row_models(api.name, command.row))
        yield PythonPage(
            f"{api.name}-rows",
            f"Rows of {api.title}",
            f"The rows of {api.title}'s listings, generated from the spec; those of most use are also names of `nft_holdings`. A field that was not sent is [`UNSET`](listings.md#nft_holdings.UNSET). "
            "Fields that the spec does not know are in `additional_properties`, and `to_dict()` returns the received JSON.",
            tuple(f"nft_holdings_api.{api.name}.models.{model}" for model in rows),
            options={"inherited_members": False},
        )
        objects = dict.fromkeys(model for command in api.objects for model in row_models(api.name, command.row) if model not in rows)
        if objects:
            yield PythonPage(
                f"{api.name}-objects",
                f"Objects of {api.title}",
                f"What {api.title} answers where no listing is asked for, generated from the spec. "
                f"[Rows of {api.title}]({api.name}-rows.md) says what they have in common with rows.",
                tuple(f"nft_holdings_api.{api.name}.models.{model}" for model in objects),
                options={"inherited_members": False},
            )


def python_page(page: PythonPage) -> str:
    """Return a page, in Markdown."""
    return rendered("python.md.jinja", page=page)


def python_index(pages: list[PythonPage]) -> str:
    """Return the page that leads to the others."""
    return rendered("python_index.md.jinja", pages=pages)
