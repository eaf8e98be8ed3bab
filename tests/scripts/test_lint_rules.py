"""Each rule of the linter finds what breaks it, and nothing else does."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from linting import redocly
from linting.document import Document, Unreadable, steps
from linting.rules import INVENTORY_RULES, SPEC_RULES, Finding, findings
from linting.spec import Spec

from tests.support.small_spec import Edit, drop, put

ROOT = Path(__file__).parents[2]
GET = "/paths/~1api~1v1~1accounts~1{idOrAliasOrEvmAddress}~1nfts/get"
NFT = "/components/schemas/Nft/properties"
LIMIT = "/components/parameters/Limit"
REPLY = f"{GET}/responses/400/content/application~1json"

DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
RULES = "/paths/~1users~1{user_id}~1nfts/post/x-rules"


def together(*edits: Edit) -> Edit:
    """Several changes as one."""

    def edit(content: dict[str, Any]) -> None:
        for each in edits:
            each(content)

    return edit


BROKEN_SPECS: dict[str, tuple[Edit, str, str]] = {
    "a key that is no field": (put("/info/colour", "blue"), "valid-openapi", "colour"),
    "a reference to nothing": (put(f"{GET}/parameters/1/$ref", "#/components/parameters/Nothing"), "valid-openapi", "Nothing"),
    "another version": (put("/openapi", "3.0.3"), "valid-openapi", "3.1"),
    "an operationId that stands twice": (
        put("/paths/~1other", {"get": {"operationId": "getNftsByAccountId", "responses": {"200": {"description": "x"}}}}),
        "valid-openapi",
        "getNftsByAccountId",
    ),
    "a property without a description": (drop(f"{NFT}/metadata/description"), "described", "/metadata: "),
    "a parameter with an empty description": (put(f"{LIMIT}/description", " "), "described", "Limit"),
    "a server without a description": (drop("/servers/1/description"), "described", "/servers/1"),
    "an operation without a description": (put("/servers/0/description", ""), "described", "server"),
    "a header without a source": (put("/components/headers/Other", {"description": "x", "schema": {}}), "sourced", "Other"),
    "a property that refers, without a source": (
        put("/components/schemas/Nfts/properties/other", {"$ref": "#/components/schemas/Links", "examples": [{"next": None}]}),
        "sourced",
        "other",
    ),
    "a source that is no row": (
        put("/components/headers/ETag/x-source", ["observed#output/headers", "observed#tokens/headers", "page#nothing"]),
        "source-is-row",
        "page#nothing",
    ),
    "a source that stands elsewhere": (
        put("/components/headers/ETag/x-source", ["observed#output/headers", "observed#tokens/headers", "page#title"]),
        "source-is-row",
        "elsewhere",
    ),
    "a bound that nobody states": (put(f"{LIMIT}/schema/multipleOf", 1), "stated-has-row", "multipleOf"),
    "a documented bound that nobody states": (put(f"{LIMIT}/x-documented-minimum", 1), "stated-has-row", "x-documented-minimum"),
    "a rate that nobody states": (put(f"{GET}/x-rate-limit", {"requests": 1, "seconds": 1}), "stated-has-row", "x-rate-limit"),
    "a server's rate that nobody states": (
        put("/servers/3/x-rate-limit", {"requests": 1, "seconds": 1}),
        "stated-has-row",
        "/servers/3/x-rate-limit",
    ),
    "a closed list without a reason": (put(f"{NFT}/deleted/enum", [True, False, None]), "closed-enum", "deleted"),
    "a value without a source": (put(f"{NFT}/deleted/x-extensible-enum", [True, False]), "values-sourced", "True"),
    "a source of no value": (put("/components/schemas/Order/x-enum-source/both", ["upstream#order"]), "values-sourced", "both"),
    "an open list without sources": (put(f"{NFT}/token_id/x-extensible-enum", ["0.0.222"]), "values-sourced", "0.0.222"),
    "a reply without an example": (drop(f"{REPLY}/examples"), "example-present", "400"),
    "a parameter without an example": (drop("/components/parameters/TokenId/example"), "example-present", "TokenId"),
    "a property that no example shows": (drop("/components/schemas/ErrorMessage/properties/data/examples"), "example-present", "/data"),
    "an example of the wrong type": (put(f"{NFT}/token_id/examples/-", 222), "example-valid", "222"),
    "an example of a parameter that is too small": (put("/components/parameters/TokenId/example", []), "example-valid", "TokenId"),
    "an example of a reply that lacks a key": (drop("/components/examples/ObservedNfts/value/links"), "example-valid", "links"),
    "a decision without a reason": (drop(f"{GET}/x-decision/0/because"), "decision-complete", "because"),
    "a decision with one reading": (put(f"{GET}/x-decision/1/readings", ["One."]), "decision-complete", "reading"),
    "a reading that is a number": (put(f"{GET}/x-decision/1/readings/0", 7), "decision-complete", "reading"),
    "a correction without a change": (
        put(f"{GET}/x-decision/0/corrects/0", {"target": "$.info"}),
        "decision-complete",
        "`update` or `remove`",
    ),
    "a correction of nothing": (put(f"{GET}/x-decision/0/corrects/0/target", "info"), "decision-complete", "JSONPath"),
    "a correction with a lost value": (
        put(f"{GET}/x-decision/0/corrects/0/update/a", {"$spec": "/no"}),
        "decision-complete",
        "leads nowhere",
    ),
    "a choice that YAML reads as a truth": (put(f"{GET}/x-decision/1/chosen", True), "decision-complete", "quotes"),
    "a rule without words": (drop(f"{GET}/x-rules/6/says"), "rule-complete", "says"),
    "a refusal without a status": (drop(f"{GET}/x-rules/20/refusal/status"), "rule-complete", "status"),
}
BROKEN_INVENTORIES: dict[str, tuple[Edit, str, str]] = {
    "a row without words": (drop("/rows/0/states"), "row-form", "states"),
    "a row with another column": (put("/rows/0/note", "x"), "row-form", "note"),
    "a row of no document": (
        together(put("/rows/2/id", "elsewhere#x"), put("/count/page", 72), put("/count/elsewhere", 1)),
        "row-form",
        "elsewhere#x",
    ),
    "a row that stands twice": (together(put("/rows/2/id", "page#footer"), put("/rows/2/states", "x")), "row-form", "twice"),
    "a row with neither a place nor a reason": (drop("/rows/2/left_out"), "row-form", "place"),
    "a row that is lost": (drop("/rows/2"), "row-count", "page has 72"),
    "a row of a document too many": (put("/count/page", 74), "row-count", "74"),
    "a row of no place": (put("/rows/0/spec", ["getNftsByAccountId", f"{NFT}/nothing"]), "row-place", "nothing"),
    "a row of no operation": (
        put("/rows/2", {"id": "page#heading", "kind": "x", "states": "x", "spec": "getNothing"}),
        "row-place",
        "getNothing",
    ),
    "a row whose place does not name it": (
        put("/rows/2", {"id": "page#heading", "kind": "x", "states": "x", "spec": f"{NFT}/deleted"}),
        "row-sourced",
        "deleted",
    ),
    "a row that says another number": (put("/rows/3/value", 21), "row-value", "21"),
    "a row that says a truth for a number": (put("/rows/3/value", "20"), "row-value", "20"),
}


def edited(tmp_path: Path, spec: Edit | None = None, inventory: Edit | None = None, api: str = "hedera") -> Path:
    """A folder of specs with a changed copy of one."""
    (tmp_path / "sources").mkdir()
    for name, edit in ((f"{api}.yaml", spec), (f"sources/{api}.yaml", inventory)):
        content: Any = Document(ROOT / "specs" / name).data
        if edit is not None:
            edit(content)
        (tmp_path / name).write_text(yaml.dump(content, Dumper=DUMPER, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return tmp_path


def only(found: list[Finding], rule: str, words: str, file: str) -> None:
    assert {finding.rule for finding in found} == {rule}, found
    assert any(words in str(finding) for finding in found), found
    for finding in found:
        assert finding.path.as_posix().endswith(file)
        assert re.fullmatch(rf"\S+\.yaml:\d+: {rule}: \S.*", str(finding)), str(finding)


@pytest.mark.parametrize("name", BROKEN_SPECS)
def test_what_breaks_a_rule_of_specs_is_found(tmp_path: Path, name: str) -> None:
    edit, rule, words = BROKEN_SPECS[name]
    only(list(findings(Spec(edited(tmp_path, spec=edit), "hedera"))), rule, words, "/hedera.yaml")


@pytest.mark.parametrize("name", BROKEN_INVENTORIES)
def test_what_breaks_a_rule_of_inventories_is_found(tmp_path: Path, name: str) -> None:
    edit, rule, words = BROKEN_INVENTORIES[name]
    only(list(findings(Spec(edited(tmp_path, inventory=edit), "hedera"))), rule, words, "/sources/hedera.yaml")


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (drop(f"{RULES}/0/refusal"), "no `refusal`"),
        (put(f"{RULES}/0/example", "page=0"), "not the refusal"),
        (put(f"{RULES}/0/refusal", {"status": 400}), "`status` and a `message`"),
    ],
)
def test_a_rule_says_what_breaking_it_earns(tmp_path: Path, edit: Edit, words: str) -> None:
    only(list(findings(Spec(edited(tmp_path, spec=edit, api="swapchat"), "swapchat"))), "rule-complete", words, "/swapchat.yaml")


def test_two_rules_with_one_id_are_found(tmp_path: Path) -> None:
    again = put(f"{GET}/x-rules/-", {"id": "spender-count", "says": "Again.", "refusal": None, "x-source": ["page#title"]})
    placed = put("/rows/0/spec", ["getNftsByAccountId", f"{GET}/x-rules/21"])
    only(list(findings(Spec(edited(tmp_path, again, placed), "hedera"))), "rule-complete", "too", "/hedera.yaml")


def test_an_operation_id_of_another_style_is_found(tmp_path: Path) -> None:
    def rename(content: dict[str, Any]) -> None:
        text = yaml.dump(content, Dumper=DUMPER, sort_keys=False, width=10_000)
        content.update(yaml.safe_load(text.replace("getNftsByAccountId", "nfts_of_account")))

    only(list(findings(Spec(edited(tmp_path, rename, rename), "hedera"))), "operation-id-style", "get", "/hedera.yaml")


def test_every_rule_is_broken_here() -> None:
    broken = {rule for _, rule, _ in [*BROKEN_SPECS.values(), *BROKEN_INVENTORIES.values()]} | {"operation-id-style"}
    assert broken == SPEC_RULES.keys() | INVENTORY_RULES.keys()


def test_a_closed_list_may_have_a_reason(tmp_path: Path) -> None:
    def edit(spec: dict[str, Any]) -> None:
        put(f"{NFT}/deleted/enum", [True, False, None])(spec)
        put(f"{NFT}/deleted/x-closed-because", "There is no third truth.")(spec)

    assert not list(findings(Spec(edited(tmp_path, spec=edit), "hedera")))


def test_a_finding_names_the_line_of_its_place(tmp_path: Path) -> None:
    folder = edited(tmp_path, spec=drop(f"{NFT}/metadata/description"))
    (finding,) = findings(Spec(folder, "hedera"))
    assert (folder / "hedera.yaml").read_text().splitlines()[finding.line - 1].strip() == "metadata:"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [1", ": this is no YAML"),
        ("a: 1\nb: 2\na: 3\n", ":3: a stands twice"),
        ("- 1\n", ":1: a mapping is needed"),
        ("", ":1: a mapping is needed"),
        ("a: \ud800".encode("utf-8", "surrogatepass"), "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_document_is_told(tmp_path: Path, text: str | bytes | None, words: str) -> None:
    path = tmp_path / "x.yaml"
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Unreadable, match=re.escape(words)):
        Document(path)


def test_pointers_are_taken_apart() -> None:
    assert steps("/paths/~1a~0b/0") == ["paths", "/a~b", "0"]


def lint(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "linting", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": "scripts"}, check=False)


def test_the_command_is_silent_where_nothing_is_wrong() -> None:
    done = lint("--skip-redocly", "swapchat")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "1 spec: no findings\n")


def test_the_command_lists_findings(tmp_path: Path) -> None:
    done = lint("--skip-redocly", "--specs", str(edited(tmp_path, spec=drop(f"{NFT}/metadata/description"))))
    assert done.returncode == 1
    assert re.fullmatch(r"\S+/hedera.yaml:\d+: described: \S+/metadata: this property has no description\n", done.stdout)
    assert done.stderr == "1 spec: 1 finding\n"


@pytest.mark.parametrize(
    ("arguments", "message"), [(["mina"], "unknown API mina; "), (["--specs", "docs"], "docs has no specs\n")], ids=["api", "folder"]
)
def test_the_command_knows_its_specs(arguments: list[str], message: str) -> None:
    done = lint("--skip-redocly", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"scripts/lint-specs: {message}")


def test_a_spec_without_an_inventory_is_told(tmp_path: Path) -> None:
    (edited(tmp_path) / "sources" / "hedera.yaml").unlink()
    done = lint("--skip-redocly", "--specs", str(tmp_path))
    assert done.returncode == 2
    assert "sources/hedera.yaml: cannot be read" in done.stderr


def test_a_linter_that_gives_no_report_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "cli.js"
    broken.write_text("console.error('out of order'); process.exit(3)")
    monkeypatch.setattr(redocly, "CLI", broken)
    with pytest.raises(redocly.CouldNotRun, match="out of order"):
        list(redocly.findings(ROOT / "specs" / "hedera.yaml"))


def test_a_linter_that_cannot_be_installed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(redocly, "HERE", tmp_path)
    monkeypatch.setattr(redocly, "CLI", tmp_path / "cli.js")
    with pytest.raises(redocly.CouldNotRun, match="could not be installed"):
        redocly.install()


@pytest.mark.skipif(not redocly.CLI.is_file(), reason="Redocly's linter is installed by scripts/lint-specs, and is not needed here")
def test_redocly_finds_what_breaks_its_rules(tmp_path: Path) -> None:
    folder = edited(tmp_path, spec=put(f"{GET}/tags", ["nothing"]))
    found = list(redocly.findings(folder / "hedera.yaml"))
    assert [finding.rule for finding in found] == ["redocly/operation-tag-defined"]
    assert (folder / "hedera.yaml").read_text().splitlines()[found[0].line - 1].strip() == "- nothing"


@pytest.mark.skipif(not redocly.CLI.is_file(), reason="Redocly's linter is installed by scripts/lint-specs, and is not needed here")
def test_a_rule_that_redocly_does_not_have_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = (redocly.HERE / "redocly.yaml").read_text(encoding="utf-8")
    (tmp_path / "redocly.yaml").write_text(settings + "  no-such-thing: error\n", encoding="utf-8")
    monkeypatch.setattr(redocly, "HERE", tmp_path)
    with pytest.raises(redocly.CouldNotRun, match="no-such-thing"):
        list(redocly.findings(ROOT / "specs" / "hedera.yaml"))
