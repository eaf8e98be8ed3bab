"""What notebooks show of listings and pages."""

import json

import httpx2
from nft_holdings import AsyncHedera, Hedera, SwapChat, testing, token_id

KEY = "-".join(["s3cret", "key", "of", "the", "test"])
ROW = {
    **dict.fromkeys(("created_timestamp", "delegating_spender", "deleted", "modified_timestamp", "spender")),
    "account_id": "0.0.5",
    "metadata": f"<b>{KEY}</b>",
    "token_id": "0.0.7",
}


def test_a_listing_says_what_it_will_ask_and_asks_nothing() -> None:
    for client in (Hedera("http://127.0.0.1:1"), AsyncHedera("http://127.0.0.1:1")):
        html = client.nfts("0.0.5", token_id >= "0.0.7", order="asc")._repr_html_()
        assert "hedera.nfts" in html
        assert "<code>GET /api/v1/accounts/0.0.5/nfts?" in html
        assert "&amp;token.id=gte:0.0.7" in html
    nothing = Hedera("http://127.0.0.1:1").nfts("0.0.5", (token_id > "0.0.9") & (token_id < "0.0.2"))
    assert "sends no request" in nothing._repr_html_()
    assert "POST" in SwapChat("http://127.0.0.1:1").nfts("me", "0x1")._repr_html_()


def test_a_page_is_a_table_without_keys() -> None:
    rows = [{**ROW, "serial_number": number} for number in range(25, 0, -1)]
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, text=json.dumps({"nfts": rows, "links": {"next": None}})))
    with (
        httpx2.Client(transport=transport) as http_client,
        Hedera("https://a.example", http_client=http_client, headers={"X-Key": KEY}) as client,
    ):
        (page,) = client.nfts("0.0.5").pages()
    html = page._repr_html_()
    assert html.startswith("<p>Page of 25 items</p><table>")
    assert html.count("<tr>") == 21
    assert "<p>5 more rows</p>" in html
    assert "<td>&lt;b&gt;***&lt;/b&gt;</td>" in html
    assert KEY not in html


def test_a_row_is_a_table_of_what_was_sent() -> None:
    row = testing.nft(metadata="<script>", deleted=None)
    row["new"] = {"a": ["<b>"]}
    html = row._repr_html_()
    assert html.startswith("<p>Nft</p><table><tr><th>")
    assert "<tr><th>metadata</th><td>&lt;script&gt;</td></tr>" in html
    assert "<tr><th>deleted</th><td>null</td></tr>" in html
    assert "<tr><th>new</th><td>{&quot;a&quot;: [&quot;&lt;b&gt;&quot;]}</td></tr>" in html
    assert "spender_id" not in html
