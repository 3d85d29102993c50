#!/usr/bin/env bash
# Builds and runs every benchmark: medians over repetitions, each beside a named peer in the same run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "$root/build"
# shellcheck source=scripts/steps.sh
. "$root/scripts/steps.sh"
ensure_packages "$root/scripts/packages/run.txt" "$root/scripts/packages/test.txt" "$root/scripts/packages/bench.txt"
ensure_node_modules "$root/third_party/duckdb" --ignore-scripts
build bench
for program in "$root"/build/bench/bench/*_bench; do
  [ "$(basename "$program")" = falsification_bench ] && continue  # it counts, it does not time: below
  say "$(basename "$program")"
  "$program" --benchmark_repetitions="${1:-5}" --benchmark_report_aggregates_only=true
done
say "air_bench beside pandas"
"$root/bench/air_pandas.py" "$root/build/bench/bench/air_bench" "${1:-5}"
say "desk_load"
"$root/build/bench/bench/desk_load"
say "gateway_load"
"$root/build/bench/bench/gateway_load" --gigabytes 10
say "import_load"
"$root/build/bench/bench/import_load"
say "nation_from_store"
"$root/build/bench/bench/nation_from_store"
say "observation_store"
"$root/build/bench/bench/observation_store"
say "falsification_bench"
"$root/build/bench/bench/falsification_bench"
