"""The forms of the API reference ask a running sandbox, and say what to do where none answers."""

import re
import socket
from typing import TYPE_CHECKING

import pytest
from nft_holdings.sandbox import Sandbox

from .conftest import Visit, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

OPERATIONS = {
    "getNftsByAccountId": "hedera",
    "getUserNftBalances": "loopring",
    "getUserCollectionDetails": "loopring",
    "getUserNfts": "swapchat",
}


def form_on(visitor: Visit, address: str, operation: str, server: str) -> "Locator":
    """The form of an operation, with a sandbox filled in."""
    visitor.page.goto(f"{address}reference/{OPERATIONS.get(operation, 'hedera')}/{operation}/#{operation}--try")
    form = visitor.page.get_by_role("form", name=f"Try {operation}")
    form.get_by_label("Sandbox").fill(server)
    return form


def ask(form: "Locator") -> str:
    """What the form shows after it was sent."""
    form.get_by_role("button", name="Ask the sandbox").click()
    answer = form.get_by_role("status")
    answer.locator("p, details").nth(1).wait_for()
    return str(answer.inner_text())


@pytest.mark.parametrize("operation", OPERATIONS)
def test_it_lists_nfts(visitor: Visit, address: str, sandbox: Sandbox, operation: str) -> None:
    form = form_on(visitor, address, operation, sandbox.url)
    answer = ask(form)
    assert "200" in answer
    assert "5 rows on this page" in answer
    assert form.locator(".try-it-rows tbody tr").count() == 5
    assert form.locator(".try-it-rows th").count() > 3
    form.get_by_text("Headers", exact=True).click()
    assert "content-type: application/json" in form.get_by_role("status").inner_text()
    form.get_by_text("JSON", exact=True).click()
    assert '"' in form.get_by_role("status").inner_text()


def test_a_single_object_is_shown_as_json(visitor: Visit, address: str, sandbox: Sandbox) -> None:
    answer = ask(form_on(visitor, address, "getToken", sandbox.url))
    assert "200" in answer
    assert '"treasury_account_id": "0.0.600"' in answer
    assert "on this page" not in answer


def test_what_is_filled_in_is_asked(visitor: Visit, address: str, sandbox: Sandbox) -> None:
    form = form_on(visitor, address, "getNftsByAccountId", sandbox.url)
    form.get_by_label("idOrAliasOrEvmAddress").fill("0.0.1005")
    form.get_by_label("token.id").fill("gte:0.0.2, lte:0.0.3")
    form.get_by_label("order").select_option("asc")
    answer = ask(form)
    assert "token.id=gte%3A0.0.2&token.id=lte%3A0.0.3" in answer
    assert form.locator(".try-it-rows tbody tr").first.inner_text().split()[:2] == ["0.0.2", "2"]
    assert "4 rows on this page" in answer
    form = form_on(visitor, address, "getUserNftBalances", sandbox.url)
    form.get_by_label("accountId").fill("20006")
    form.get_by_label("limit").fill("50")
    non_zero = form.get_by_label("nonZero")
    assert non_zero.locator("option").all_inner_texts() == ["not sent", "true", "false"]
    assert non_zero.input_value() == ""
    non_zero.select_option("false")
    assert "30 rows on this page" in ask(form)
    form.get_by_label("tokenIds").fill("32768,32769")
    assert "2 rows on this page" in ask(form)


def test_a_refusal_is_shown(browser: "Browser", address: str, sandbox: Sandbox) -> None:
    made = visit(browser)  # the browser remarks on a status of 400
    form = form_on(made, address, "getNftsByAccountId", sandbox.url)
    form.get_by_label("limit").fill("0")
    answer = ask(form)
    assert "400" in answer
    assert "Invalid parameter: limit" in answer
    made.context.close()
    assert made.strangers == []


def test_no_sandbox(browser: "Browser", address: str, origin: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        server = f"http://127.0.0.1:{unused.getsockname()[1]}"
        made = visit(browser)
        answer = ask(form_on(made, address, "getUserNfts", server))
    assert f"No sandbox answers at {server}." in answer
    assert f"nft-holdings sandbox --port 8000 --allow-origin {origin}" in answer
    made.context.close()


def test_a_sandbox_that_lets_no_page_in(browser: "Browser", address: str, origin: str) -> None:
    made = visit(browser)
    with Sandbox() as closed:
        answer = ask(form_on(made, address, "getUserNftBalances", closed.url))
    assert f"Something answers at {closed_url(answer)}, and does not let this page in." in answer
    assert f"--allow-origin {origin}" in answer
    made.context.close()


def closed_url(answer: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+", answer)
    assert found
    return found[0]


@pytest.mark.parametrize("server", ["nonsense", "http://"])
def test_no_address(browser: "Browser", address: str, server: str) -> None:
    made = visit(browser)
    form = form_on(made, address, "getUserNfts", server)
    form.evaluate("form => form.noValidate = true")  # the browser itself refuses some of them
    form.get_by_role("button", name="Ask the sandbox").click()
    form.get_by_text("is no address: write it as http://127.0.0.1:8000").wait_for()
    made.context.close()
