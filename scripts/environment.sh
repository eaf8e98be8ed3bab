# Sourced by the other scripts: `environment NAME` makes .venv if it is missing and installs requirements/NAME.txt and the package
# into it, unless that has been done. PYTHON chooses the interpreter that .venv is made with. Continuous integration (CI=true) keeps no
# more on the disk than it needs: no cache of pip's, and with `discard_in_ci` no environment whose tests have run.
set -euo pipefail
[ "${CI:-}" != true ] || export PIP_NO_CACHE_DIR=1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
venv=$root/.venv
python=$venv/bin/python

discard_in_ci() {
    [ "${CI:-}" != true ] || rm -rf "$venv"
}

environment() {
    local requirements=requirements/$1.txt done_mark=$venv/installed-$1
    if [ ! -x "$python" ]; then
        local candidate made=
        for candidate in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14 python; do
            if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
                "$candidate" -m venv "$venv" && made=yes && break
                rm -rf "$venv"
            fi
        done
        [ -n "$made" ] || { echo "Python 3.11 or later with venv is needed; set PYTHON to one." >&2; exit 2; }
    fi
    if ! cmp -s "$requirements" "$done_mark" || ! "$python" -c 'import nft_holdings' 2>/dev/null; then
        echo "Installing $requirements …" >&2
        "$python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$requirements"
        "$python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
        cp "$requirements" "$done_mark"
        cp pyproject.toml "$venv/installed-package"
    elif ! cmp -s pyproject.toml "$venv/installed-package"; then
        # The version and the commands are those of when the package was installed.
        "$python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
        cp pyproject.toml "$venv/installed-package"
    fi
}
