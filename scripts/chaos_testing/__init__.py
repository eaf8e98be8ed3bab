"""Complete listings through a misbehaving sandbox, each compared with what the account holds. scripts/chaos runs it."""
