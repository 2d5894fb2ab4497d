#!/usr/bin/env bash
# Makes the peers' own environments in a folder outside the package: Python libraries and npm's hdbscan-ts. Never part of CI.
# usage: bench/peers/setup.sh FOLDER
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
folder="${1:?usage: bench/peers/setup.sh FOLDER}"
mkdir -p "$folder"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet -r "$here/requirements.txt"
(cd "$folder" && [ -f package.json ] || (cd "$folder" && npm init -y >/dev/null))
(cd "$folder" && npm install --no-audit --no-fund --save-exact hdbscan-ts@1.0.17 >/dev/null)
echo "peers installed in $folder"
