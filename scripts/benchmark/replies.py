"""The page server's replies, which depend on nothing but the request."""

from .benchmarked_api import Reply, benchmarked_apis


def reply_to(method: str, target: str, body: bytes = b"", *, defect: bool = False) -> Reply:
    """Return the reply to a request; 404 if no API has such a path."""
    path, _, query = target.partition("?")
    for api in benchmarked_apis().values():
        if reply := api.reply(method, path, query, body, defect=defect):
            return reply
    return Reply(b'{"_status":{"messages":[{"message":"Not found"}]}}', "nothing", 404)


def render_all() -> None:
    """Write the rows of all data sets, so that no request waits for that."""
    for api in benchmarked_apis().values():
        api.render()
