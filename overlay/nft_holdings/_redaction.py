"""Hide keys in everything that is shown. A server may repeat in its reply what it was sent.

Where keys are: in the headers and in the segments of server URLs that the spec names, in a URL's user name and password, in
parameters of a query that are called like one, in the headers, the cookies and the `auth` of a caller's own HTTP client, and in
the environment, where the passwords of proxies are too.
"""

import binascii
import html
import json
import logging
import os
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache, wraps
from inspect import signature
from threading import Lock
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote, quote_plus, unquote
from weakref import WeakSet

from nft_holdings._specs.access import spec_of

from ._errors import NftHoldingsError, cut

HIDDEN = "***"
SHORTEST_SECRET = 4  # shorter ones protect nothing, and stand inside of ordinary words
SHORTEST_IN_ROWS = 8  # shorter ones may stand in a row by chance, such as in an id
SHORTEST_REST = 8  # less than that is left of a key by chance, where a text is cut off
PLAIN = re.compile(r"[A-Za-z0-9_.~-]*")
"""Texts that need no escaping anywhere."""
BACKSLASHES = re.compile(r"\\+|[^\\]", re.DOTALL)
CUT = ("", "…", "'", '"')
"""The ends of a text that was cut off in the middle of a key."""
IN_HEADERS = re.compile(r"auth|key|token|secret|password|credential|cookie|session", re.IGNORECASE)
KEY_NAME = (
    r"(?:[^=&#?\s\"']{0,60}?(?:secret|passw|passphrase|signature|credential|key[-_.]?(?:pair[-_.]?)?id)[^=&#?\s\"']{0,60}"
    r"|[^=&#?\s\"']{0,60}?(?:(?<!public)key|token|oauth|authorization|hmac|jwt|verifier|session(?:[-_.]?id)?)(?:s|[0-9]{1,3})?(?:\[[^\]=&]{0,20}\])?"
    r"|(?:[^=&#?\s\"']{0,60}?(?:[-_.$]|(?<=[a-z])(?-i:(?=[A-Z]))))?(?:auth|sig|pass|passcode|pwd|pin|otp|sid|sas|assertion)"
    r"|code)"
)
"""Names of query parameters that hold keys, such as `token`, but not Hedera's `token.id` and `account.publickey`."""
IN_QUERY = re.compile(rf"(?<=[?&#;=])({KEY_NAME})=[^&#\s\"']+", re.IGNORECASE)
IS_KEY_NAME = re.compile(KEY_NAME, re.IGNORECASE)
KEY_VARIABLES: set[str] = set()
KEY_ARGUMENTS: set[str] = set()
"""The environment variables and the arguments with keys. The descriptors of the APIs add theirs."""
LOGGERS = (
    *("nft_holdings", "httpx", "httpx2", "hpack.hpack", "hpack.table", "h2", "asyncio"),
    *(f"{library}.{part}" for library in ("httpcore", "httpcore2") for part in ("connection", "http11", "http2", "proxy", "socks")),
)
"""The loggers of this package and of HTTP libraries, one by one: a filter does not see the records of loggers below its own."""

Hide = Callable[[str], str]
Writings = tuple[dict[str, list[str]], list[re.Pattern[str]]]
"""Written forms of keys, by their beginnings, and patterns of keys whose marks may be escaped in many ways."""
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Secrets:
    """The keys of a client. The keys of all clients that exist are hidden, and those of the environment."""

    def __init__(self, values: Iterable[str]) -> None:
        values = frozenset(values) - {""}
        self._any = bool(values)
        self._values = frozenset(value for value in values if len(value) >= SHORTEST_SECRET)
        if self._values:
            with CHANGING:
                IN_USE.add(self)
        watch_logs()  # without values too, as the environment may have a key that a server repeats

    def __repr__(self) -> str:
        return f"<Secrets: {HIDDEN}>"

    def __bool__(self) -> bool:
        return self._any

    def __deepcopy__(self, _: object) -> "Secrets":
        return self  # a copy would not be known to be in use

    def values(self) -> Iterable[str]:
        """The keys."""
        return self._values


class Credentials(Mapping[str, str]):
    """The headers that carry a key. They are not shown; the transport puts them into its requests."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = dict(headers)

    def __getitem__(self, name: str) -> str:
        return self._headers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._headers)

    def __len__(self) -> int:
        return len(self._headers)

    def __repr__(self) -> str:
        return f"<Credentials: {HIDDEN}>"


IN_USE: WeakSet[Secrets] = WeakSet()
CHANGING = Lock()


class WithoutSecrets(logging.Filter):
    """Removes keys from log records before a handler sees them."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        clean = hidden(message)
        if clean != message:
            record.msg, record.args = clean, None
        return True


@cache
def watch_logs() -> None:
    """Filter the logs of the HTTP libraries: URLs at INFO, replies at DEBUG."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(WithoutSecrets())


def hidden(text: str) -> str:
    """Return a text without keys."""
    return hiding()(text)


def hiding() -> Hide:
    """Return a function that removes the keys of this moment from texts. For many texts, they are looked up once."""
    forms, patterns = _in_use(SHORTEST_SECRET)

    def hide(text: str) -> str:
        if len(text) < SHORTEST_SECRET:
            return text
        begun = _begun(text, forms)
        text = _without(text, begun, patterns)
        for form in begun:
            text = _without_rest(text, form)
        # Not a template, for which re imports a module: there may be something to log when Python is shutting down.
        return IN_QUERY.sub(lambda found: f"{found[1]}={HIDDEN}", text)

    return hide


def names_key(name: str) -> bool:
    """Return True if a query parameter with this name holds a key."""
    return IS_KEY_NAME.fullmatch(name) is not None


def shown(value: object) -> str:
    """Return the repr of a caller's value for an error message, without keys, cut off if it is long."""
    try:
        return cut(hidden(repr(value)))
    except ValueError:
        return "a number of thousands of digits"  # Python prints no such number


def hidden_in_row(row: Mapping[str, Any]) -> Any:
    """Return a row without keys. Keys so short that they could be a part of an id stay."""
    forms, patterns = _in_use(SHORTEST_IN_ROWS)
    return _hidden(row, lambda text: _without(text, _begun(text, forms), patterns)) if forms else row


def _in_use(shortest: int) -> Writings:
    with CHANGING:
        in_use = list(IN_USE)
    values = {value for secrets in in_use for value in secrets.values()}
    values.update(os.environ.get(variable, "") for variable in KEY_VARIABLES)
    values.update(part for name, url in os.environ.items() if name.lower().endswith("_proxy") for part in _of_proxy(url))
    return _writings(frozenset(value for value in values if len(value) >= shortest))


@lru_cache(maxsize=10)
def _writings(values: frozenset[str]) -> Writings:
    forms: dict[str, list[str]] = {}
    for form in {form for value in values for form in _forms(value)}:
        forms.setdefault(form[:SHORTEST_REST], []).append(form)
    odd = sorted((value for value in values if not PLAIN.fullmatch(value)), key=len, reverse=True)
    return forms, [_however_escaped(value) for value in odd]


def _begun(text: str, forms: Mapping[str, list[str]]) -> list[str]:
    """Return the forms whose beginnings are in a text, longer ones first, as one key may be a part of another.

    A service may have a client for each of its users; of the thousands of forms of their keys, a text has hardly any.
    """
    return sorted((form for start, begun in forms.items() if start in text for form in begun), key=len, reverse=True)


def _without(text: str, forms: Iterable[str], patterns: Iterable[re.Pattern[str]]) -> str:
    for form in forms:
        text = text.replace(form, HIDDEN)
    for pattern in patterns:
        text = pattern.sub(HIDDEN, text)
    return text


@lru_cache(maxsize=1000)
def _however_escaped(value: str) -> re.Pattern[str]:
    """Return a pattern of a key whose marks servers may escape: some or all, once or twice, in either case.

    It takes a time that grows as the text does: nothing in it is read twice in another way, and a match begins with a few backslashes
    at the most, as each one of thousands would be tried as its beginning.
    """
    first, *rest = BACKSLASHES.findall(value)
    return re.compile(_one_escaped(first, "8") + "".join(map(_one_escaped, rest)))


def _one_escaped(part: str, most: str = "") -> str:
    """Return a pattern of a character, or a run of backslashes, with at most so many backslashes more."""
    if PLAIN.fullmatch(part):
        return part
    character, times = part[0], len(part)
    in_url = "".join("%(?:25)++" if byte == ord("%") else f"%(?:25)*+{byte:02x}" for byte in character.encode())
    number = rf"&#(?:x0*+{ord(character):x}|0*+{ord(character)});"
    escaped = rf"\\{{1,{most}}}+(?:u{ord(character):04x}|x{ord(character):02x})"
    plain = rf"\\{{{times},{most and int(most) + times}}}+" if character == "\\" else rf"\\{{0,{most}}}+{re.escape(character)}"
    return rf"(?:(?i:{in_url}|{number}|{escaped}|{re.escape(html.escape(character))}){{{times}}}|{plain})"


def _without_rest(text: str, form: str) -> str:
    """Return a text without the beginning of a key, if the text was cut off in the middle of the key."""
    begun, kept, done = form[:SHORTEST_REST], [], 0
    start = text.find(begun) if len(form) > SHORTEST_REST else -1
    while start >= 0:
        end = start + SHORTEST_REST
        while text[end : end + 1] == form[end - start : end - start + 1] != "":
            end += 1
        if text[end : end + 1] in CUT:
            kept += [text[done:start], HIDDEN]
            done = end
        start = text.find(begun, max(start + 1, done))
    return "".join([*kept, text[done:]])


@lru_cache(maxsize=1000)
def _forms(value: str) -> frozenset[str]:
    """Return every written form of a key: in URLs, in JSON, in a repr, and in those inside of each other."""
    encoded = b64encode(value.encode())
    plain = {value, quote(value), quote(value, safe=""), quote_plus(value), encoded.decode(), encoded.decode().rstrip("=")}
    once = plain | {written for form in plain for written in _escaped(form)}
    return frozenset(once | {written for form in once for written in _escaped(form)})


def _escaped(text: str) -> Iterator[str]:
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    yield repr(text)[1:-1]
    yield repr(f"{text}'")[1:-2]  # a text with such a mark in it is put into marks of the other kind
    yield text.replace("/", r"\/")  # as PHP writes JSON


def cleaned(error: NftHoldingsError, hide: Hide | None = None) -> NftHoldingsError:
    """Remove keys from an error, and the frames and errors that it came from, as those may show keys too."""
    hide_in(error, hide)
    error.__context__ = error.__cause__ = None
    return error.with_traceback(None)


def without_frames(error: BaseException) -> BaseException:
    """Remove the frames of a foreign error, such as an interrupt, as they show what was sent."""
    for behind in (error.__context__, error.__cause__):
        if behind is not None:
            behind.__traceback__ = None
    return error.with_traceback(None)


def hide_in(error: NftHoldingsError, hide: Hide | None = None) -> None:
    """Hide keys in an error's message and attributes, as far as they are text or JSON.

    Args:
        error: The error.
        hide: What `hiding` gives, if there are many errors.
    """
    hide = hide or hiding()
    error.args = _hidden(error.args, hide)
    for name, value in vars(error).items():
        try:
            setattr(error, name, _hidden(value, hide))
        except RecursionError:
            setattr(error, name, None)  # nested too deeply to be searched for keys, so it is not kept


def _hidden(value: Any, hide: Hide) -> Any:
    match value:
        case str():
            return hide(value)
        case tuple():
            return tuple(_hidden(each, hide) for each in value)
        case list():
            return [_hidden(each, hide) for each in value]
        case dict():
            return {_hidden(key, hide): _hidden(each, hide) for key, each in value.items()}
        case _:
            return value


def secrets_of(api: str, base_url: str, headers: Mapping[str, str]) -> Secrets:
    """Return the keys in a base URL and in headers."""
    in_path = [key for pattern in secret_urls(api) if (found := pattern.match(base_url)) for key in found.groups()]
    in_url = [*in_path, *_of_user(base_url)]
    return Secrets([*in_url, *map(unquote, in_url), *keys_in(headers)])


def _of_user(url: str) -> list[str]:
    """Return a URL's user name and password: together, as a header sends them, and one by one."""
    user = url.partition("://")[2].partition("/")[0].rpartition("@")[0]
    return [f"{user}@", user, *user.split(":", 1)] if user else []


def _of_proxy(url: str) -> Iterator[str]:
    """Yield a proxy's user name and password as they are sent, and the parts into which a `#`, `/` or `?` divides them."""
    user = url.rpartition("@")[0]
    if user:
        for whole in (user.partition("://")[2] or user, unquote(user.partition("://")[2] or user)):
            yield from (f"{whole}@", whole, *whole.split(":", 1), *re.split(r"[:/?#@\\]+", whole))


def keys_in(headers: Mapping[str, str]) -> frozenset[str]:
    """Return the keys in headers."""
    return frozenset(part for name, value in headers.items() if IN_HEADERS.search(name) for part in _keys_in_header(value))


def keys_of_client(http_client: Any) -> frozenset[str]:
    """Return the keys in the headers, the cookies and the `auth` of a caller's HTTP client."""
    cookies = (cookie.value for cookie in http_client.cookies.jar)
    auth = (
        value.decode(errors="replace") if isinstance(value, bytes) else value
        for value in getattr(http_client.auth, "__dict__", {}).values()
    )
    found = {value for value in (*cookies, *auth) if isinstance(value, str)}
    return keys_in(http_client.headers) | {part for value in found for part in _keys_in_header(value)}


def _keys_in_header(value: str) -> Iterator[str]:
    """Yield the keys in `KEY`, in `Bearer KEY`, in `Basic …` and in `name=KEY; name=KEY`."""
    yield value
    scheme, _, credentials = value.partition(" ")
    yield credentials
    yield from (pair.partition("=")[2].strip() for pair in value.split(";"))
    if scheme.lower() == "basic":
        try:
            user = b64decode(credentials, validate=True).decode()
        except (binascii.Error, ValueError):
            return
        yield from (user, *user.split(":", 1))


def keeps_secrets(function: Callable[Parameters, Result], *, takes_key: bool = True) -> Callable[Parameters, Result]:
    """Wrap a function that may be given a key, also by mistake: its errors do not show the key, and have no frames that do.

    Args:
        function: The function.
        takes_key: False if an argument with the name of a key is none, such as the id of a token.
    """
    parameters = signature(function).parameters
    names = tuple(parameters)
    may_have_key = takes_key and any(each.kind == each.VAR_KEYWORD or name in KEY_ARGUMENTS for name, each in parameters.items())

    @wraps(function)
    def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        arguments = {**dict(zip(names, args, strict=False)), **kwargs} if may_have_key else {}
        # The same key may stand in a wrong place too, which an error would show.
        keys = [str(arguments[name]) for name in KEY_ARGUMENTS if arguments.get(name)]
        given = Secrets(keys) if keys else None  # in use until this is over
        try:
            return function(*args, **kwargs)
        except Exception as error:
            failure = error
        del args, kwargs, arguments, keys
        if isinstance(failure, NftHoldingsError):
            hide_in(failure)
        del given
        failure.__context__ = failure.__cause__ = None
        raise failure.with_traceback(None)

    return guarded


@cache
def secret_urls(api: str) -> tuple[re.Pattern[str], ...]:
    """Return patterns of the spec's server URLs that carry a key, on any port; the groups are the keys."""
    patterns = []
    for server in spec_of(api)["servers"]:
        variables = server.get("variables", {})
        if any(variable.get("x-secret") for variable in variables.values()):
            host, slash, path = server["url"].partition("://")[2].partition("/")
            pattern = f"https?://(?:[^/@]*@)?{re.escape(host)}(?::[0-9]*)?{slash}+{re.escape(path)}"
            for name, variable in variables.items():
                pattern = pattern.replace(re.escape(f"{{{name}}}"), "([^/]+)" if variable.get("x-secret") else "[^/]+?")
            patterns.append(re.compile(pattern, re.IGNORECASE))
    return tuple(patterns)
