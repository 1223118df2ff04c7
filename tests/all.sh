#!/usr/bin/env bash
# Runs every test of the factory: installs what they need, builds with warnings as errors, runs each test project, and ends with a line
# 'N passed, N failed' or 'N passed, N failed, N skipped'. Exit code 1 when anything failed.
#
# Options by environment: LANES=n  projects of the light lane at once (default: the cores, above three half of them)
#                         ONLY=x   only test projects whose name contains x
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
exec </dev/null
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en NO_COLOR=1
export MSBUILDDISABLENODEREUSE=1 GIT_TERMINAL_PROMPT=0
# A test must never reach a real provider or a developer's own factory.
unset OPENAI_API_KEY OPENAI_BASE_URL OPENAI_MODEL OPENAI_MODELS ANTHROPIC_API_KEY ANTHROPIC_BASE_URL GEMINI_API_KEY CEREBRAS_API_KEY \
  OPENROUTER_API_KEY VLLM_MODEL VLLM_MODELS LLAMACPP_MODEL LLAMACPP_MODELS OLLAMA_HOST FACTORY_CONFIG

# These measure time, start silos of their own or kill processes: one after the other, when nothing else runs.
HEAVY='Factory.Scenarios Factory.Cli.Tests Factory.Simulation'

# Real agents from npm, through the gateway of a real silo; the first time they are installed, which takes a minute or two.
CLIENTS='Factory.Clients.Tests'

started=$(date +%s)
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

give_up() {
  echo
  echo "FAILED: $1"
  echo '0 passed, 1 failed'
  exit 1
}

seconds_since() { echo $(($(date +%s) - $1)); }

# shellcheck source=tests/packages.sh
. tests/packages.sh

build() {
  local at
  at=$(date +%s)
  echo 'Building ...'
  # One compiler process for all projects: a third of the time. It is stopped again below.
  if ! dotnet build Factory.sln -warnaserror -nodeReuse:false -p:UseSharedCompilation=true -v quiet -clp:NoSummary >"$results/build.log" 2>&1; then
    grep -E '(error|warning) ' "$results/build.log" | sort -u | head -n 40
    grep -qE '(error|warning) ' "$results/build.log" || tail -n 40 "$results/build.log"
    give_up 'the build'
  fi
  dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
  echo "Built in $(seconds_since "$at") s"
}

# One project: its own line, and below it the failed tests with their messages.
run_project() {
  local project=$1 name at code line
  name=$(basename "$project" .csproj)
  at=$(date +%s)
  dotnet test "$project" --no-build --no-restore -v quiet --results-directory "$results/$name" \
    --logger "trx;LogFileName=result.trx" --blame-hang-timeout 5m --blame-hang-dump-type none >"$results/$name.log" 2>&1
  code=$?
  line=$(counts "$results/$name/result.trx")
  if [ -z "$line" ] && [ $code -eq 0 ] && grep -q 'No test is available' "$results/$name.log"; then
    line='0 0 0'
  elif [ -z "$line" ]; then
    line='0 1 0'
    grep -v '^ *at ' "$results/$name.log" | cut -c1-300 | tail -n 25 >"$results/$name.fail"
  elif [ $code -ne 0 ] && [ "$(cut -d' ' -f2 <<<"$line")" = 0 ]; then
    # A run that died has failed, whatever it counted before.
    line=$(awk '{print $1, 1, $3}' <<<"$line")
    grep -v '^ *at ' "$results/$name.log" | cut -c1-300 | tail -n 25 >"$results/$name.fail"
  fi
  echo "$line" >"$results/$name.counts"
  {
    # shellcheck disable=SC2086
    printf '  %-30s %5d passed %4d failed %4d skipped  %4d s\n' "$name" $line "$(seconds_since "$at")"
    failures "$results/$name/result.trx"
    [ -f "$results/$name.fail" ] && sed 's/^/      | /' "$results/$name.fail"
  } >"$results/$name.out"
  cat "$results/$name.out"
}

# passed failed skipped, from the counters of a result file; nothing when there is none.
counts() {
  [ -f "$1" ] || return
  grep -oE '<Counters [^>]*>' "$1" | head -n 1 | awk '{
    n = split($0, part, "\""); for (i = 1; i < n; i += 2) { key = part[i]; gsub(/.* |=/, "", key); v[key] = part[i + 1] }
    print v["passed"] + 0, v["failed"] + v["error"] + v["timeout"] + v["aborted"], v["total"] - v["executed"] }'
}

# Names and messages of failed tests.
failures() {
  [ -f "$1" ] || return
  awk '
    /<UnitTestResult / { failed = /outcome="Failed"/; if (failed) { match($0, /testName="[^"]*"/); print "    FAILED " substr($0, RSTART + 10, RLENGTH - 11); lines = 0 } }
    failed && /<(Message|StackTrace)>/ { on = 1 }
    failed && on && lines < 14 { text = $0; gsub(/<[^>]*>/, "", text); if (text ~ /[^ ]/) { print "      | " text; lines++ } }
    /<\/(Message|StackTrace)>/ { on = 0 }
  ' "$1" | sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&#xD;//g; s/&#xA;/ /g; s/&apos;/'"'"'/g; s/&amp;/\&/g'
}

run_lane() {
  local label=$1 width=$2 at
  shift 2
  [ $# -eq 0 ] && return
  at=$(date +%s)
  echo
  echo "$label:"
  for project in "$@"; do
    while [ "$(jobs -rp | wc -l)" -ge "$width" ]; do wait -n; done
    run_project "$project" &
  done
  wait
  echo "  ($label: $(seconds_since "$at") s)"
}

need git git || give_up 'git is missing and could not be installed; install it (Debian: apt-get install git)'
need bwrap bubblewrap || echo 'bubblewrap is missing: tests that need the sandbox are skipped (Debian: apt-get install bubblewrap)'
command -v dotnet >/dev/null || give_up 'the .NET SDK is missing; install the version that global.json names'
build

light=() heavy=() clients=()
for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  grep -qE 'TestKit|Benchmarks' <<<"$name" && continue
  case "$name" in *"${ONLY:-}"*) ;; *) continue ;; esac
  if grep -qw -- "$name" <<<"$HEAVY"; then heavy+=("$project")
  elif grep -qw -- "$name" <<<"$CLIENTS"; then clients+=("$project")
  else light+=("$project"); fi
done

cores=$(nproc 2>/dev/null || echo 2)
lanes=${LANES:-$((cores > 3 ? cores / 2 : cores))}
run_lane 'Light lane' "$lanes" ${light[@]+"${light[@]}"}
run_lane 'Heavy lane' 1 ${heavy[@]+"${heavy[@]}"}
run_lane 'Client lane' 1 ${clients[@]+"${clients[@]}"}

# ---- the closing line
cat "$results"/*.counts 2>/dev/null | awk '{p += $1; f += $2; s += $3} END {print p + 0, f + 0, s + 0}' >"$results/sum"
read -r passed failed skipped <"$results/sum"
[ $((passed + failed)) -eq 0 ] && give_up 'no test ran'
echo
if [ "$failed" -gt 0 ]; then
  echo 'Failed:'
  grep -h 'FAILED ' "$results"/*.out | sort -u
  for file in "$results"/*.fail; do [ -f "$file" ] && echo "    FAILED $(basename "$file" .fail): the run itself ended early"; done
  echo
fi
echo "Total time $(seconds_since "$started") s"
if [ "$skipped" -gt 0 ]; then echo "$passed passed, $failed failed, $skipped skipped"; else echo "$passed passed, $failed failed"; fi
[ "$failed" -eq 0 ]
