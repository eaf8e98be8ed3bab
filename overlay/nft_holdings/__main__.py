"""`python -m nft_holdings` is the command `nft-holdings`."""

from .cli import main

if __name__ == "__main__":
    main()
