"""What the site is built of, that it comes out the same each time, and what is refused."""

import filecmp
import re
from collections import Counter
from pathlib import Path

import pytest
from publication import python_reference
from publication import site as building
from publication.anchors import element_anchors, page_of
from publication.guides import guides, landing_page
from publication.links import Links, code, escaped
from publication.python_reference import python_pages
from publication.reference.pages import reference_pages
from publication.site import build, complaints
from publication.spec import PublicationRefused, Spec, spec_names
from publication.versions import all_versions

from .conftest import ROOT


def test_two_builds_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    build(again)
    files = sorted(path.relative_to(site) for path in site.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert [str(path) for path in files if not filecmp.cmp(site / path, again / path, shallow=False)] == []


def test_nothing_names_this_machine(site: Path) -> None:
    for path in site.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert str(ROOT).encode() not in content, path
            assert b"/tmp/" not in content, path


def test_llms_txt(site: Path) -> None:
    text = (site / "llms.txt").read_text(encoding="utf-8")
    assert re.match(r"# nft-holdings\n\n> .+\n", text)
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        *("## Guides", "## API reference", "## Python reference", "## Specs", "## Contract rules", "## Optional")
    ]
    links = re.findall(r"^- \[[^\]]+\]\(([^)]+)\)", text, re.MULTILINE)
    assert len(links) > 30
    for link in links:
        assert (site / link / "index.html").is_file() or (site / link).is_file(), link
    assert "specs/loopring/latest/openapi.yaml" in links
    full = (site / "llms-full.txt").read_text(encoding="utf-8")
    assert "non_zero=False" in full
    assert "<form" not in full


@pytest.mark.parametrize("api", spec_names())
def test_every_element_and_statement_has_its_place(site: Path, api: str) -> None:
    links = Links.of(Spec.read(api))
    for pointer, anchor in element_anchors(links.spec).items():
        assert not anchor or f'id="{anchor}"' in reference_to(site, links.spec, anchor), f"{pointer} is not on its page"
    provenance = (site / "provenance" / api / "index.html").read_text(encoding="utf-8")
    anchors = [statement.anchor for statement in links.spec.statements.values()] + [decision.anchor for decision in links.decisions]
    assert len(anchors) == len(set(anchors))
    for anchor in anchors:
        assert f'id="{anchor}"' in provenance, anchor


def test_anchors_can_be_guessed(site: Path) -> None:
    for api, anchor in (
        ("loopring", "getUserNftBalances-nonZero"),
        ("loopring", "getUserNftBalances-400"),
        ("loopring", "getUserNftBalances-rule-account-required"),
        ("loopring", "CombinedBalance-tokenId"),
        ("hedera", "getNftsByAccountId-token.id"),
        ("swapchat", "getUserNfts-wallet_address"),
    ):
        assert f'id="{anchor}"' in reference_to(site, Spec.read(api), anchor)


def reference_to(site: Path, spec: Spec, anchor: str) -> str:
    """The page of the API reference that an element stands on."""
    page = page_of(spec, anchor).removesuffix("index")
    return (site / "reference" / spec.api / page / "index.html").read_text(encoding="utf-8")


def test_no_two_pages_have_the_same_title(site: Path) -> None:
    titles = Counter(re.findall(r"<title>(.*?)</title>", "".join(page.read_text(encoding="utf-8") for page in site.rglob("*.html"))))
    assert len(titles) > 50
    assert [title for title, count in titles.items() if count > 1] == []


def test_a_page_of_the_reference_says_to_which_api_it_belongs(site: Path) -> None:
    page = (site / "reference" / "loopring" / "getUserNftBalances" / "index.html").read_text(encoding="utf-8")
    path = re.search(r'<nav class="md-path".*?</nav>', page, re.DOTALL)
    assert path
    assert re.sub(r"<[^>]+>", "", path[0]).split() == ["Home", "API", "reference", "Loopring"]


def test_commands_stand_out_from_their_comments(site: Path) -> None:
    page = (site / "guides" / "contract" / "index.html").read_text(encoding="utf-8")
    assert '<span class="c1"># No network is needed.</span>' in page
    assert '<span class="go">nft-holdings' not in page


def test_limits_of_servers_and_operations_are_told() -> None:
    versions = all_versions()
    hedera = reference_pages(Spec.read("hedera"), versions["hedera"])["index"]
    loopring = reference_pages(Spec.read("loopring"), versions["loopring"])["getUserNftBalances"]
    for page, place, limit in (
        (hedera, "server-mainnet", "50 requests a second"),
        (hedera, "server-testnet", "50 requests a second"),
        (hedera, "server-previewnet", "50 requests a second"),
        (loopring, "getUserNftBalances", "5 requests a second"),
    ):
        documented = page.partition(f"{{ #{place} }}")[2].partition("\n#")[0]
        assert f"Rate limit\n:   {limit}" in documented
    assert "Rate limit" not in hedera.partition("{ #server-validation_cloud }")[2].partition("\n#")[0]


def test_async_methods_have_the_docstrings_of_their_twins(site: Path) -> None:
    page = (site / "python" / "loopring" / "index.html").read_text(encoding="utf-8")
    documented = "Leave out balances of 0, as the server does if not given."
    assert page.replace("&#39;", "'").count(documented) == 2


def test_a_constructor_has_one_signature_and_its_overloads_are_folded(site: Path) -> None:
    page = (site / "python" / "hedera" / "index.html").read_text(encoding="utf-8")
    assert "doc-overloads" not in page
    folded = re.findall(r"<details class=\"note\">.*?</details>", page, re.DOTALL)
    shown = [re.sub(r"<[^>]+>", "", each) for each in folded]
    assert any("with_options(*, bad_rows: Literal" in each for each in shown)
    assert any(re.search(r"^AsyncHedera\(base_url", each, re.MULTILINE) for each in shown)


def test_docstrings_are_read_and_not_only_shown(site: Path) -> None:
    for path in (site / "python").rglob("index.html"):
        shown_as_code = "".join(re.findall(r"<pre.*?</pre>", path.read_text(encoding="utf-8"), re.DOTALL))
        for heading in ("Attributes:", "Args:", "Returns:", "Raises:"):
            assert heading not in shown_as_code, f"{path}: {heading}"


def test_a_public_name_without_a_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_reference, "ERRORS", ("NftHoldingsError",))
    with pytest.raises(PublicationRefused, match=r"no page of the Python reference has nft_holdings\.ApiError"):
        python_pages()


def leave_out_references(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the pages that take longest."""
    monkeypatch.setattr(building, "spec_names", list)
    monkeypatch.setattr(building, "all_versions", dict)
    monkeypatch.setattr(building, "python_pages", list)
    for index in ("python_index", "rules_index"):
        monkeypatch.setattr(building, index, lambda _: "# Nothing\n")


def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "landing_page", lambda *, contract: "# Front\n\n[gone](guides/gone.md)\n")
    leave_out_references(monkeypatch)
    with pytest.raises(PublicationRefused, match=r"index\.md:3:\d+: page does not exist"):
        build(tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_the_repository_is_linked_once_it_has_an_address(tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "md-source__repository" not in (site / "index.html").read_text(encoding="utf-8")
    monkeypatch.setattr(building, "repository", lambda: "https://github.com/example/nft-holdings")
    leave_out_references(monkeypatch)
    monkeypatch.setattr(building, "landing_page", lambda *, contract: "# Front\n")
    monkeypatch.setattr(building, "guides", list)
    monkeypatch.setattr(building, "_navigation", lambda *_: ["index.md"])
    build(tmp_path / "site")
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert re.search(r'<a class="md-source" href="https://github\.com/example/nft-holdings">', page)
    assert 'data-md-component="source"' not in page, "the theme's own link asks another host"


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("long work")
    with pytest.raises(PublicationRefused, match="holds something that is not a site of ours: name another folder"):
        build(tmp_path)
    with pytest.raises(PublicationRefused, match="is a file: name a folder"):
        build(tmp_path / "thesis.txt")
    assert (tmp_path / "thesis.txt").read_text() == "long work"


def test_a_readme_without_what_the_front_page_shows_is_refused(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for damaged, says in (
        (text.replace("## In ten lines", "## Else"), "no section 'In ten lines'"),
        (text.replace("```python", "```text"), "no Python in ten lines"),
        (re.sub(r"^\| (Hedera|Loopring|SwapChat) .*\n", "", text, flags=re.MULTILINE), "no table of services"),
    ):
        readme.write_text(damaged, encoding="utf-8")
        with pytest.raises(PublicationRefused, match=says):
            landing_page(contract=False, readme=readme)


def test_a_guide_without_a_heading_is_refused(tmp_path: Path) -> None:
    (tmp_path / "guide.md").write_text("words\n", encoding="utf-8")
    with pytest.raises(PublicationRefused, match=r"docs/guide\.md does not begin with a heading"):
        guides(tmp_path)


def test_contract_checks_are_linked_where_there_is_a_guide() -> None:
    assert "guides/contract.md" in landing_page(contract=True)
    assert "guides/contract.md" not in landing_page(contract=False)


def test_complaints_are_short() -> None:
    noise = "\x1b[33mWarning:\x1b[0m page does not exist\n    \x1b[38m╭─[ a.md:1:2 ]\x1b[0m\n      │\n"
    assert complaints(f"Build started\n{noise}") == "  a.md:1:2: page does not exist"
    assert complaints(noise * 30).splitlines()[-1] == "  and 10 more"
    assert complaints("something else") == "something else"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("plain", "plain"), ("a_b *c* [d] <e>", r"a\_b \*c\* \[d\] &lt;e&gt;"), ("keep `a_b <c>` so", "keep `a_b <c>` so"), ("a|b", r"a\|b")],
)
def test_texts_are_shown_as_they_are(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_code_may_have_backticks() -> None:
    assert code("a") == "`a`"
    assert code("a`b") == "`` a`b ``"
