#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# record.sh BUILD-FOLDER [REQUESTS]: records before.hfdump and after.hfdump into the folder of this script.
#
# A dump holds what the program holds: paths, the environment, the host's name. The sample is recorded as a service
# would run, in /srv/shop on a host called "shop" with an empty environment, in name spaces of its own, so that nothing
# of the machine it was made on is in it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$(cd "${1:?BUILD-FOLDER}" && pwd)
requests=${2:-2000}
python=${PYTHON:-/usr/bin/python3}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/shop" "$work/out"
cp "$here/shop.py" "$here/record.py" "$work/shop/"
cp -rL "$build/app/probe/holdfast" "$work/shop/"
find "$work/shop" -name __pycache__ -prune -exec rm -rf {} +

# shellcheck disable=SC2016  # the inner shell expands these
unshare --user --map-root-user --mount --uts bash -c '
  set -e
  hostname shop
  mount --bind "$1" /srv
  cd /srv/shop
  exec env -i PATH=/usr/bin LC_ALL=C.UTF-8 "$2" -S -B -X tracemalloc=4 record.py "$3" ../out
' record "$work" "$python" "$requests"

"$python" "$here/pack.py" "$work/out/before.hfdump" "$work/out/after.hfdump"
install -m 644 -t "$here" "$work/out/before.hfdump" "$work/out/after.hfdump"
ls -l "$here"/*.hfdump
