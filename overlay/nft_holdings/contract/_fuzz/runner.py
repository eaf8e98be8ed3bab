"""Generated requests: schemathesis makes them out of a spec, and sends them within the server's bounds.

Hooks put known ids into them. A case that a rule between parameters forbids is not valid data, though each of its parameters is.
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any
from unittest.mock import patch

import schemathesis
from attrs import define, field
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import Status as Outcomes
from schemathesis.engine import events, from_schema
from schemathesis.engine.core import EventStream
from schemathesis.engine.run.probes import PROBES
from schemathesis.openapi.checks import JsonSchemaError

from nft_holdings._specs.access import spec_of
from nft_holdings.contract._rules.contract import Contract
from nft_holdings.contract._rules.findings import INTERRUPTED, CheckInterrupted, Finding, Outcome
from nft_holdings.contract._rules.known_ids import KnownIds
from nft_holdings.contract._server.client import Server
from nft_holdings.contract._server.reasons import EXITS, reason_of

CASE = "X-Schemathesis-TestCaseId"
IMPOLITE = ("negative_data_rejection", "unsupported_method", "allow_header_conformance")
"""Checks that send what the server should refuse."""
SAYS = {
    "not_a_server_error": "No reply is a 5xx.",
    "status_code_conformance": "The status is one that the spec has.",
    "content_type_conformance": "The content type is the one that the spec has.",
    "response_headers_conformance": "The headers are what the spec says.",
    "response_schema_conformance": "The body is what its schema says.",
    "positive_data_acceptance": "What the spec allows is accepted.",
    "negative_data_rejection": "What the spec does not allow is refused.",
    "unsupported_method": "A method that the spec does not have is refused.",
    "allow_header_conformance": "The header Allow names the methods that the spec has.",
}
"""The checks, each in a sentence.

Four of the others have nothing to check: no operation here makes or deletes anything, needs a header, or has users with rights.
`ignored_auth` expects 401 or 403, and an API may refuse a missing or wrong key with 400: rules check keys.
"""
EXAMPLES, EXAMPLES_POLITELY = 40, 20
REFUSALS = ["400", "401", "403", "404", "405", "406", "409", "415", "422", "428", "429", "431", "5xx"]
"""The statuses that schemathesis takes for a refusal, and 431: a request with too many values may be too long before anything is read."""


def checks_of(*, own_server: bool) -> list[str]:
    """Return the names of the checks. A server that is not yours is sent nothing that it should refuse."""
    return [name for name in SAYS if own_server or name not in IMPOLITE]


def check_generated(
    server: Server,
    contract: Contract,
    probe: Any,
    *,
    own_server: bool,
    seed: int,
    examples: int | None = None,
) -> tuple[list[Outcome], str]:
    """Check a server with generated requests.

    Args:
        server: The server.
        contract: The contract of its API.
        probe: Has read what accounts hold.
        own_server: True to send what the server should refuse too, also with methods that the spec does not have.
        seed: The seed of the requests.
        examples: How many requests are generated for each operation and phase; the usual number if not given.

    Returns:
        The outcomes, and why it ended early if it did.

    Raises:
        CheckInterrupted: The check was interrupted.
    """
    spec = dict(copy.deepcopy(spec_of(server.api)))
    spec.pop("servers")
    found = _Outcomes(server, _operations(spec), checks_of(own_server=own_server))
    failed = ""
    try:
        ids = contract.known_ids(probe)
        schema = schemathesis.openapi.from_dict(spec, config=SchemathesisConfig.from_dict(_config(server, own_server, seed, examples)))
        hooks_for(contract, ids, schema)
        probes = PROBES if own_server else ()  # a header with a NUL byte, a path with control characters
        # Schemathesis has no settings for its sessions and its probes.
        with (
            patch("schemathesis.engine.context.make_session", lambda *_, **__: server.new_session(asks_again=True)),
            patch("schemathesis.engine.run.probes.PROBES", probes),
        ):
            found.add_all(from_schema(schema).execute())
    except KeyboardInterrupt as interrupt:
        raise CheckInterrupted(found.outcomes(INTERRUPTED)) from interrupt
    except EXITS:
        raise
    except BaseException as error:
        failed = "" if server.stopped else f"no more was made up: {reason_of(error)}"
    return found.outcomes(failed), server.stopped or failed or "; ".join(
        dict.fromkeys(why for reasons in found.errors.values() for why in reasons)
    )


def _config(server: Server, own_server: bool, seed: int, examples: int | None) -> dict[str, Any]:
    mode, most = ("all", EXAMPLES) if own_server else ("positive", EXAMPLES_POLITELY)
    coverage: dict[str, Any] = {"enabled": True, "generation": {"mode": mode}}
    if not own_server:
        coverage |= {"unexpected-methods": [], "generate-duplicate-query-parameters": False}
    checks: dict[str, Any] = {name: {"enabled": True} for name in checks_of(own_server=own_server)}
    if own_server:
        checks["negative_data_rejection"]["expected-statuses"] = REFUSALS
    return {
        "seed": seed,
        "base-url": server.base_url,
        "headers": dict(server.headers),
        "continue-on-failure": True,
        "request-timeout": 30,
        "generation": {"mode": mode, "max-examples": examples or most, "database": "none", "no-shrink": not own_server},
        "checks": {"enabled": False, **checks},
        "phases": {"coverage": coverage},
        "cache": {"enabled": False},
        "output": {"sanitization": {"enabled": False}},  # there is no key in it
        "warnings": False,
        # Known ids take the place of generated ones, so that many cases become the same.
        "suppress-health-check": ["all"],
    }


def hooks_for(contract: Contract, ids: KnownIds, schema: Any) -> None:
    """Register the hooks of an API with a schema of schemathesis."""

    def map_case(context: Any, case: Any) -> Any:
        """Put known ids into a request that the server should accept; leave one thing wrong in one that it should refuse."""
        (contract.fill if _is_positive(case) else contract.fill_invalid)(ids, case)
        return case

    def filter_case(context: Any, case: Any) -> bool:
        """Leave out a request that the server should accept and that breaks a rule between parameters."""
        return not _is_positive(case) or contract.is_allowed(case)

    def before_add_examples(context: Any, examples: list[Any]) -> None:
        """Treat the spec's examples alike, which schemathesis takes past the other hooks: not every server has their accounts."""
        examples[:] = [map_case(context, case) for case in examples if filter_case(context, case)]

    for hook in (map_case, filter_case, before_add_examples):
        schema.hooks.hook(hook)


def _is_positive(case: Any) -> bool:
    return case.meta is None or bool(case.meta.generation.mode.is_positive)


def _operations(spec: Mapping[str, Any]) -> dict[str, str]:
    """Return the operations' ids, by the names that schemathesis has for them."""
    return {
        f"{method.upper()} {path}": operation["operationId"]
        for path, item in spec["paths"].items()
        for method, operation in item.items()
    }  # fmt: skip


@define(eq=False)
class _Outcomes:
    """The outcomes of schemathesis' checks.

    Attributes:
        server: The server.
        operations: The operations' ids, by the names that schemathesis has for them.
        checks: The names of the checks.
        errors: Errors of schemathesis itself, by the operation.
    """

    server: Server
    operations: Mapping[str, str]
    checks: Sequence[str]
    errors: dict[str, list[str]] = field(factory=dict)
    _ran: dict[tuple[str, str], dict[object, Finding]] = field(factory=dict)

    def add_all(self, stream: EventStream) -> None:
        """Add the events of schemathesis, until nothing more may be sent."""
        for event in stream:
            if isinstance(event, events.ScenarioFinished):
                self.add(event)
            if self.server.stopped:
                stream.stop()
            elif isinstance(event, events.NonFatalError):
                self.errors.setdefault(event.label, []).append(f"{event.info.title}: {event.info.message}")
            elif isinstance(event, events.FatalError):
                raise event.exception
            elif isinstance(event, events.Interrupted):
                raise KeyboardInterrupt

    def add(self, event: events.ScenarioFinished) -> None:
        """Add what the checks found in the requests of a scenario."""
        recorder = event.recorder
        for case_id, nodes in recorder.checks.items():
            label = recorder.cases[case_id].value.operation.label
            operation = self.operations.get(label, label)
            for node in nodes:
                if node.status == Outcomes.ERROR:
                    continue
                findings = self._ran.setdefault((node.name, operation), {})
                if node.failure_info is not None:
                    finding = self._finding(node.name, operation, node.failure_info.failure, case_id)
                    findings.setdefault(finding.identity, finding)

    def _finding(self, name: str, operation: str, failure: Failure, case_id: str) -> Finding:
        case_id = failure.case_id or case_id
        exchange = next((each for each in reversed(self.server.exchanges) if each.request_headers.get(CASE) == case_id), None)
        # Schemathesis may say no more than that the check failed.
        reply = "" if exchange is None else f"{exchange.status} {exchange.beginning(120)}"
        return Finding(
            check=f"schemathesis/{name}",
            operation=operation,
            about=failure.title if exchange is None else f"{failure.title} ({exchange.status})",  # the same in each run, unlike the message
            says=SAYS[name],
            found=" ".join(f"{failure.title}: {failure.message or reply}".split())[:500],
            exchange=exchange,
            at=[tuple(failure.instance_path)] if isinstance(failure, JsonSchemaError) else (),
        )

    def outcomes(self, failed: str) -> list[Outcome]:
        """Return an outcome for each check that applied to an operation.

        Args:
            failed: Why the checks could not be finished; those that found nothing were not checked then.
        """
        whys = dict.fromkeys(self.operations.values(), failed)
        ran = {operation for _, operation in self._ran}
        for label, reasons in self.errors.items():
            if (operation := self.operations.get(label)) and operation not in ran:
                whys[operation] = whys[operation] or "; ".join(reasons)
        unchecked = {(name, operation) for operation, why in whys.items() if why for name in self.checks}
        outcomes = []
        for name, operation in sorted(unchecked | self._ran.keys()):
            findings = [*self._ran.get((name, operation), {}).values()]
            why = "" if findings else whys.get(operation, "")
            outcomes.append(Outcome(check=f"schemathesis/{name}", operation=operation, says=SAYS[name], why=why, findings=findings))
        return outcomes
