"""The wallets that every seed has, the users and the token."""

LARGEST = "0x00000000000000000000000000000000000A1001"
HUNDRED = "0x00000000000000000000000000000000000A1002"
SINGLE = "0x00000000000000000000000000000000000A1003"
EMPTY = "0x00000000000000000000000000000000000A1004"
ODDITIES = "0x00000000000000000000000000000000000A1005"
DOCUMENTED = "0xcaf1d788c67BdAAC155E7dcC4D64e2004eF651D4"

USER = "0000000000000000000000a1"
REFUSED_USER = "0000000000000000000000ff"
SANDBOX_TOKEN = "sandbox-token"

TO_TRY = {
    "5000 NFTs, unless the settings say otherwise": LARGEST,
    "100 NFTs": HUNDRED,
    "1 NFT": SINGLE,
    "no NFT": EMPTY,
    "the page's example row": DOCUMENTED,
    "nulls, absent keys, unknown chains, the largest numbers, hostile text": ODDITIES,
    "a user; any other does too": USER,
    "a user who is refused: 200 with code 1": REFUSED_USER,
    "the bearer token; none is needed": SANDBOX_TOKEN,
}
