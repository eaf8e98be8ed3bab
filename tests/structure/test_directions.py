"""Imports of the package point one way, and never round in a circle."""

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import nft_holdings
import pytest
from nft_holdings._apis import NAMES

ROOT = Path(nft_holdings.__file__).parent
LAYERS = (
    ("__main__",),
    ("cli", "pytest_plugin"),
    ("contract", "traffic", "sandbox", "testing", "data"),
    ("__init__",),
    tuple(f"_apis.{name}" for name in NAMES),
    ("_apis",),
    ("_client",),
    ("_listing",),
    ("_paging",),
    ("_reading",),
    ("_transport",),
    ("_options",),
    ("_option_values",),
    ("_validation", "_store_address"),
    ("_redaction",),
    ("_specs",),
    ("_safe_text", "_hosts", "_installation"),
    ("_errors",),
)
"""From the top down: a module imports from its own room and from those further down."""
CONTRACT_APIS = tuple(f"contract._rules.{name}" for name in NAMES)
CONTRACT_LAYERS = (
    ("contract",),
    ("contract._fuzz", "contract._reports"),
    CONTRACT_APIS,
    ("contract._rules.paging",),
    ("contract._rules",),
    ("contract._server",),
)
MAY_BESIDE = {("pytest_plugin", "contract"), ("cli", "contract")}
LATE = {("_listing", "data")}
"""The one import that points up, when a listing is read as Arrow."""


SANDBOX = (
    ("sandbox",),
    ("sandbox._sandbox",),
    ("sandbox._app", "sandbox._database"),
    tuple(f"sandbox.{name}" for name in NAMES),
    ("sandbox._faults",),
    ("sandbox._faults.injection",),
    ("sandbox._faults.plan",),
    ("sandbox._faults.kinds",),
    ("sandbox._faults.connection_faults", "sandbox._faults.reply_faults", "sandbox._faults.page_faults"),
    ("sandbox._faults.exchange",),
    ("sandbox._faults.connection", "sandbox._faults.record", "sandbox._faults.reply"),
    ("sandbox._placed_rows",),
    ("sandbox._api",),
    ("sandbox._settings",),
    tuple(f"sandbox.{name}.settings" for name in NAMES),
    ("sandbox._setting_checks",),
    ("sandbox._document", "sandbox._gate", "sandbox._server"),
)
"""The same inside of the sandbox: no API imports another one, and no room of faults another one."""


def modules() -> Iterator[tuple[str, Path]]:
    for path in ROOT.rglob("*.py"):
        if "_pyinstaller" not in path.parts:
            steps = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(steps[:-1] if steps[-1] == "__init__" and len(steps) > 1 else steps), path


MODULES = dict(modules())


def imported(name: str, path: Path) -> Iterator[tuple[str, bool]]:
    """Yield the package's modules that a module imports, each with whether that happens when it is imported itself."""
    nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    late = {
        id(inner)
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
        for inner in ast.walk(node)
    }
    package = name if path.name == "__init__.py" and name != "__init__" else name.rpartition(".")[0]
    for node in nodes:
        if not isinstance(node, ast.ImportFrom | ast.Import):
            continue
        for each in node.names:
            if isinstance(node, ast.Import):
                steps = each.name
            elif node.level:
                assert node.level == 1, f"{name}: imports from another folder are absolute"
                steps = ".".join(filter(None, ("nft_holdings", package, node.module, each.name)))
            else:
                steps = f"{node.module}.{each.name}"
            if steps != "nft_holdings" and not steps.startswith("nft_holdings."):
                continue
            found = steps.removeprefix("nft_holdings").removeprefix(".")
            while found and found not in MODULES:
                found = found.rpartition(".")[0]
            yield found or "__init__", id(node) not in late


@cache
def edges() -> list[tuple[str, str, bool]]:
    """Return who imports whom, and whether at once. Only tests need it: all who collect them would wait for it."""
    return [(name, other, early) for name, path in MODULES.items() for other, early in imported(name, path) if other != name]


def room(module: str, layers: Sequence[Sequence[str]] = LAYERS) -> str:
    rooms = [each for layer in layers for each in layer if module == each or module.startswith(f"{each}.")]
    return max(rooms, key=len)


def height(module: str, layers: Sequence[Sequence[str]] = LAYERS) -> int:
    return next(number for number, layer in enumerate(layers) if room(module, layers) in layer)


def test_every_module_has_a_room() -> None:
    assert all(room(module) for module in MODULES)


def test_imports_point_down() -> None:
    up = {
        (module, other)
        for module, other, _ in edges()
        if room(module) != room(other) and height(other) <= height(module) and (room(module), room(other)) not in MAY_BESIDE | LATE
    }
    assert up == set()


def test_imports_inside_of_the_sandbox_point_down() -> None:
    inside = [(module, other) for module, other, _ in edges() if module.startswith("sandbox") and other.startswith("sandbox")]
    for module, other in inside:
        same = room(module, SANDBOX) == room(other, SANDBOX)
        assert same or height(module, SANDBOX) < height(other, SANDBOX), (module, other)
    apis = tuple(f"sandbox.{name}." for name in NAMES)
    assert not [edge for edge in inside if edge[0].startswith(apis) and edge[1].startswith("sandbox._faults")]


def test_imports_inside_of_the_contract_checks_point_down() -> None:
    inside = [(module, other) for module, other, _ in edges() if module.startswith("contract.") and other.startswith("contract.")]
    rooms = [(room(module, CONTRACT_LAYERS), room(other, CONTRACT_LAYERS)) for module, other in inside]
    assert not {(one, other) for one, other in rooms if one != other and height(other, CONTRACT_LAYERS) <= height(one, CONTRACT_LAYERS)}
    # An API's contract is found by its name.
    assert not {(one, other) for one, other in rooms if one != other and other in CONTRACT_APIS}
    assert {layer[0] for layer in CONTRACT_LAYERS} <= {each for pair in rooms for each in pair}


def test_modules_do_not_import_each_other_in_circles() -> None:
    graph: dict[str, set[str]] = {module: set() for module in MODULES}
    for module, other, early in edges():
        if early or (room(module), room(other)) not in LATE:
            graph[module].add(other)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {error.args[1]}")


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES.values()}), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_folder_is_crowded(folder: Path) -> None:
    most = 14 if folder == ROOT else 20
    assert len([*folder.glob("*.py")]) <= most


def test_the_checks_can_fail() -> None:
    assert height("_errors") > height("_transport.sender") > height("cli.app")
    assert ("_client", "_listing", True) in edges()
