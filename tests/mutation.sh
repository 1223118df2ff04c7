#!/usr/bin/env bash
# Mutation testing of Factory.Domain: Stryker changes the rules in one place at a time, and a test must fail for each change. Prints every
# change that no test noticed as file:line, and ends with the score; exit code 1 when that is under 85 %. Not part of all.sh: it takes many
# minutes. What to do with a survivor, and which ones are known: docs/CONTRIBUTING.md.
#
#   bash tests/mutation.sh [FOLDER]     FOLDER gets the report (HTML and JSON) and the build; default artifacts/mutation
#
# Options by environment: MUTATE=glob     only files that match, for example '**/Runs/*.cs'
#                         CONCURRENCY=n   test processes at once (default: half of the cores)
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "${1:-$root/artifacts/mutation}"
folder=$(cd "${1:-$root/artifacts/mutation}" && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en NO_COLOR=1 MSBUILDDISABLENODEREUSE=1
# A build of its own: changed assemblies never lie where other tests look for them.
export ArtifactsPath="$folder/build/"
report="$folder/reports/mutation-report.json"
rm -f "$report"

cores=$(nproc 2>/dev/null || echo 2)
options=(--output "$folder" --concurrency "${CONCURRENCY:-$(((cores + 1) / 2))}")
[ -n "${MUTATE:-}" ] && options+=(--mutate "$MUTATE")

cd "$root/tests/Factory.Domain.Tests"
dotnet tool restore >"$folder/restore.log" 2>&1 || { cat "$folder/restore.log"; exit 1; }
# The score is worked out below, also for a run that Stryker itself finds too low.
dotnet stryker "${options[@]}" --break-at 0 </dev/null || { echo "FAILED: Stryker ended with exit code $?"; exit 1; }
[ -f "$report" ] || { echo "FAILED: there is no report at $report"; exit 1; }

# The report is one line of JSON; it escapes quotes in sources, so that these patterns stand for records only.
sed 's/{"id":"/\n&/g; s/"\([^"]*\.cs\)":{"language"/\nfile \1\n/g' "$report" | awk -v root="$root/" '
  /^file / { file = substr($0, 6); if (index(file, root) == 1) file = substr(file, length(root) + 1); next }
  !/^\{"id":"/ { next }
  {
    match($0, /"status":"[A-Za-z]+"/); status = substr($0, RSTART + 10, RLENGTH - 11); count[status]++
    if (status != "Survived" && status != "NoCoverage") next
    match($0, /"start":\{"line":[0-9]+/); line = substr($0, RSTART + 16, RLENGTH - 16)
    match($0, /"replacement":"[^"]*"/); to = substr($0, RSTART + 15, RLENGTH - 16)
    gsub(/\\r|\\n */, " ", to); gsub(/\\u0022/, "\"", to); gsub(/\\u0027/, "\047", to); gsub(/\\u0026/, "\\&", to)
    gsub(/\\u003C/, "<", to); gsub(/\\u003E/, ">", to); gsub(/\\u002B/, "+", to); gsub(/\\\\/, "\\", to)
    printf "%s:%s: %s: %s\n", file, line, (status == "Survived" ? "survived" : "no test runs it"), substr(to, 1, 140)
  }
  END {
    found = count["Killed"] + count["Timeout"]; missed = count["Survived"] + count["NoCoverage"]
    if (found + missed == 0) { print "FAILED: nothing was changed"; exit 1 }
    score = 100 * found / (found + missed)
    printf "%d killed, %d timed out, %d survived, %d without a test\n", count["Killed"], count["Timeout"], count["Survived"], count["NoCoverage"]
    printf "Mutation score %.1f %%\n", score
    exit score < 85
  }'
