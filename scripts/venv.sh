# Sourced by scripts/demo and scripts/test: a private .venv from requirements.lock, made once.
# The marker is written last: without it, an earlier set-up was interrupted and starts again.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv
marker=$venv/.made_from

find_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "There is no Python 3.11 or newer here: install one, with pip, and run this again." >&2
    return 2
}

# Some systems ship Python without the venv's own pip; pip can install into one from outside.
make_venv() {
    local python=$1
    if "$python" -c 'import ensurepip' 2> /dev/null; then
        "$python" -m venv --clear "$venv"
        pip=("$venv/bin/python" -m pip)
    else
        "$python" -m venv --clear --without-pip "$venv"
        pip=("$python" -m pip --python "$venv/bin/python")
    fi
}

ensure_venv() {
    local wanted python
    wanted="$root $(cksum < "$root/requirements.lock")"
    if [ -f "$marker" ] && [ "$(cat "$marker")" = "$wanted" ] && "$venv/bin/python" -c ''; then
        return
    fi
    python=$(find_python) || return
    echo "making $venv from requirements.lock, once; this takes a minute or two ..." >&2
    local pip=()
    if ! make_venv "$python" \
        || ! "${pip[@]}" install --quiet --disable-pip-version-check --require-hashes \
            -r "$root/requirements.lock" \
        || ! "${pip[@]}" install --quiet --disable-pip-version-check --no-deps \
            --no-build-isolation -e "$root"; then
        echo "$venv could not be made: what pip says above is the reason; run this again." >&2
        return 2
    fi
    echo "$wanted" > "$marker"
}

# What the tests on Spark need beside it, from requirements-spark.lock: 400 MB, so only where they are asked for, and
# only where there is a Java to run it. Where there is none those tests say so.
ensure_spark() {
    local wanted
    wanted=$(cksum < "$root/requirements-spark.lock")
    if ! command -v java > /dev/null && [ -z "${JAVA_HOME:-}" ]; then
        return
    fi
    if [ -f "$marker.spark" ] && [ "$(cat "$marker.spark")" = "$wanted" ]; then
        return
    fi
    echo "adding what requirements-spark.lock lists to $venv, once; this takes some minutes ..." >&2
    local pip=("$venv/bin/python" -m pip)
    if ! "$venv/bin/python" -c 'import pip' 2> /dev/null; then
        pip=("$(find_python)" -m pip --python "$venv/bin/python")
    fi
    if ! "${pip[@]}" install --quiet --disable-pip-version-check --require-hashes \
        -r "$root/requirements-spark.lock"; then
        echo "Spark could not be added to $venv: what pip says above is the reason; run this again." >&2
        return 2
    fi
    echo "$wanted" > "$marker.spark"
}
