"""The APIs: the accounts of the sandbox that samples use, one module each, with `SAMPLE_ACCOUNTS` in it, and `SAMPLE_VALUES` if there are others."""
