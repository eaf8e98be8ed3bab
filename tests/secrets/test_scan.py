"""The scan of a whole run fails a test in which a key is shown, and tells where, but not the key."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEY = "ThEkEyThAtThEsCaNhAsToFiNd"
LEAKS = f"""
import logging, sys, warnings
import pytest
from nft_holdings import InvalidArgument, Loopring, NotFound, ServerError

KEY = "".join({list(KEY)!r})
KEPT = []


@pytest.fixture(autouse=True, scope="session")
def client():
    with Loopring(api_key=KEY) as client:
        yield client


def test_clean(client, capsys):
    print(client)
    logging.getLogger("a").debug("nothing")
    print("password")
    with pytest.raises(InvalidArgument):
        client.with_options(timeout=-1)


def test_printed():
    print("the key is", KEY)


def test_printed_as_error():
    print(KEY, file=sys.stderr)


def test_printed_as_base64():
    import base64
    print(base64.b64encode(KEY.encode()).decode())


def test_printed_and_read(capsys):
    print(KEY)
    assert KEY in capsys.readouterr().out


def test_logged():
    logging.getLogger("any").debug("%s", KEY)


def test_logged_without_propagation():
    logger = logging.getLogger("alone")
    logger.propagate = False
    logger.info("no", extra={{"more": KEY}})


def test_logged_exception():
    try:
        raise ValueError(KEY)
    except ValueError:
        logging.getLogger("any").exception("failed")


def test_raised():
    with pytest.raises(NotFound):
        raise NotFound(KEY, status=404)


def test_raised_with_it_inside():
    with pytest.raises(NotFound):
        raise NotFound("no", status=404, raw={{"a": [KEY]}})


def test_raised_because_of_it():
    with pytest.raises(NotFound):
        try:
            raise ValueError(KEY)
        except ValueError as error:
            raise NotFound("no", status=404) from error


def test_in_our_frame():
    code = compile("def fails(key):\\n    raise Error('no', status=500)", "/x/nft_holdings/_fails.py", "exec")
    names = {{"Error": ServerError}}
    exec(code, names)
    with pytest.raises(ServerError):
        names["fails"](KEY)


def test_made_but_not_raised():
    KEPT.append(NotFound(KEY, status=404))


@pytest.mark.filterwarnings("default")
def test_warned():
    warnings.warn(KEY)


@pytest.fixture
def untidy():
    yield
    print(KEY)


def test_in_teardown(untidy):
    pass
"""


def test_every_way_of_showing_a_key_fails_its_test(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from tests.support.secrets.key_scan import pytest_configure as pytest_configure\n")
    (tmp_path / "test_leaks.py").write_text(LEAKS)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "--disable-warnings", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    ended = {name: word for word, name in re.findall(r"^(PASSED|FAILED|ERROR) test_leaks\.py::(\w+)", run.stdout, re.MULTILINE)}
    assert set(ended) == set(re.findall(r"^def (test_\w+)", LEAKS, re.MULTILINE)), run.stderr
    assert {name for name, word in ended.items() if word == "PASSED"} == {"test_clean"}
    assert KEY not in run.stdout + run.stderr
    assert "a key is shown, in: Captured stdout call" in run.stdout
    assert "a key is shown, in: key in fails" in run.stdout
