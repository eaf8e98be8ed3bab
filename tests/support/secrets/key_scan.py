"""A plugin of pytest that looks for keys in use in all that a test run prints, logs, warns of and raises."""

import logging
import traceback
import warnings
from collections import deque
from collections.abc import Generator, Iterable
from itertools import chain
from typing import Any

import pytest
from nft_holdings import NftHoldingsError
from nft_holdings._redaction import Secrets

from tests.support.secrets.visible_text import is_ours, seen_in_error, written

SHORTEST = 8
PIECE = 6
STEP = SHORTEST - PIECE + 1
"""Wherever a key stands in a text, of every third piece of six characters one is within its first eight."""
WORDS = frozenset({"password"})
"""Passwords of tests that are words: they are printed without being a key."""
PLACE = frozenset(vars(logging.makeLogRecord({}))) - {"msg", "args", "exc_info", "exc_text", "stack_info"}
"""What a log record knows of the time and the place that it was made in."""
MOST_ERRORS = 200
"""Of a test's errors the last ones are looked at, so that tests of thousands of examples keep no thousands of frames."""
Texts = Iterable[tuple[str, str]]


class Scan:
    """What was seen during a test, and the keys of all tests so far.

    A key that enters a client is looked for from then on: a client cannot show what it has not been given yet.
    """

    def __init__(self) -> None:
        # By the pieces at their beginnings, as there are thousands in the end.
        self._forms: dict[str, set[str]] = {}
        self._records: list[logging.LogRecord] = []
        self._printed: list[str] = []
        self._errors: deque[NftHoldingsError] = deque(maxlen=MOST_ERRORS)
        self._warned: list[str] = []
        self._patch = pytest.MonkeyPatch()

    def start(self) -> None:
        """Watch keys, log records, errors, and what tests take from their captures themselves."""
        show: Any = vars(warnings)["_showwarnmsg"]
        make, call, read = Secrets.__init__, logging.Logger.callHandlers, pytest.CaptureFixture.readouterr

        def remembering(secrets: Secrets, values: Iterable[str]) -> None:
            values = list(values)
            for value in values:
                if len(value) >= SHORTEST and value not in WORDS:
                    for form in written(value):
                        for start in range(STEP):
                            self._forms.setdefault(form[start : start + PIECE], set()).add(form)
            make(secrets, values)

        def handling(logger: logging.Logger, record: logging.LogRecord) -> None:
            self._records.append(record)
            call(logger, record)

        def reading(fixture: "pytest.CaptureFixture[Any]") -> Any:
            result = read(fixture)
            self._printed.append(f"{result.out}{result.err}")
            return result

        def created(kind: type[NftHoldingsError], *args: Any, **kwargs: Any) -> NftHoldingsError:
            error = (TimeoutError if issubclass(kind, OSError) else Exception).__new__(kind, *args)
            self._errors.append(error)
            return error

        def warning(message: Any) -> None:
            self._warned.append(str(message.message))
            show(message)

        self._patch.setattr(Secrets, "__init__", remembering)
        # All warnings come by here, those that a test records itself too; pytest tells of them when the test is over.
        self._patch.setattr(warnings, "_showwarnmsg", warning)
        # Here rather than in a handler: it sees loggers that do not hand on their records too.
        self._patch.setattr(logging.Logger, "callHandlers", handling)
        self._patch.setattr(pytest.CaptureFixture, "readouterr", reading)
        self._patch.setattr(NftHoldingsError, "__new__", created, raising=False)
        logging.getLogger().setLevel(logging.DEBUG)

    def stop(self) -> None:
        """Watch no longer."""
        self._patch.undo()

    def places(self, sections: Texts) -> list[str]:
        """Where a key was seen since this was last asked."""
        texts = [
            *sections,
            *(("what a test read of its own output", text) for text in self._printed),
            *(("a warning", text) for text in self._warned),
            *((f"a log record of {record.name}", text_of(record)) for record in self._records),
            *(seen for error in self._errors.copy() if has_left(error) for seen in seen_in_error(error)),
        ]
        self._printed.clear()
        self._warned.clear()
        self._records.clear()
        self._errors.clear()
        return sorted({place for place, text in texts if self._is_in(text)})

    def _is_in(self, text: str) -> bool:
        pieces = {text[start : start + PIECE] for start in range(0, len(text), STEP)}
        return any(form in text for piece in pieces & self._forms.keys() for form in self._forms[piece])

    def hidden(self, text: str) -> str:
        """A text without keys."""
        for form in sorted(set(chain.from_iterable(self._forms.values())), key=len, reverse=True):
            text = text.replace(form, "***")
        return text


def text_of(record: logging.LogRecord) -> str:
    """All that a handler could print of a log record."""
    raised = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
    given = {name: value for name, value in vars(record).items() if name not in PLACE}
    return f"{record.getMessage()} {given!r} {raised}"


def has_left(error: NftHoldingsError) -> bool:
    """Whether somebody outside of the package has an error: one that we have caught ourselves is shown to nobody."""
    return error.__traceback__ is None or not is_ours(error.__traceback__.tb_frame.f_code.co_filename)


class Hooks:
    """The hooks of pytest."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        new = [(name, text) for name, text in report.sections if report.when in name]
        if places := self._scan.places(new):
            report.outcome = "failed"
            report.longrepr = f"a key is shown, in: {', '.join(places)}"
            report.sections = [(name, self._scan.hidden(text)) for name, text in report.sections]
        return report

    def pytest_unconfigure(self) -> None:
        self._scan.stop()


def pytest_configure(config: pytest.Config) -> None:
    """Register the scan, for the whole of the run."""
    scan = Scan()
    scan.start()
    config.pluginmanager.register(Hooks(scan), "keys-that-are-shown")
