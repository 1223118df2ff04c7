#!/usr/bin/env bash
# The slow tests: what takes hours, or draws its chance anew. Run by hand before something big is called done; tests/all.sh is the fast tier, which continuous
# integration runs. Ends with a line for each stage, what to copy into docs/benchmarks.md, and 'N passed, N failed', counted in stages. Exit code 1 when one failed.
#
#   bash tests/long.sh [STAGE...]   default: every stage, in this order
#
#   crash      kills the silo at random moments of every stage and checks what each run left behind. About half an hour for 200 kills.
#                FACTORY_KILLS=n   how often (default 200)
#                FACTORY_SEED=n    repeats the plan of a run that failed (default: drawn and printed)
#   runs       starts many runs at once and checks that they finish in their order. A few minutes.
#                FACTORY_RUNS=n    how many (default 40)
#   properties draws the cases of the FsCheck properties of Factory.Domain and Factory.Protocols from a new seed; the fast tier draws the same few each time.
#                FACTORY_CASES=n   how many cases of each (default 2000)
#                FACTORY_SEED=n    repeats the cases of a run that failed (default: drawn and printed)
#   mutation   Stryker changes the rules of Factory.Domain in one place at a time, and a test must fail for each change. Prints every change that no test noticed
#              as file:line; fails when the score is under 85 %. What to do with a survivor, and which ones are known: docs/CONTRIBUTING.md.
#                MUTATE=glob       only files that match, for example '**/Runs/*.cs'
#                CONCURRENCY=n     test processes at once (default: half of the cores)
#                REPORTS=folder    gets the report (HTML and JSON) and the build (default artifacts/mutation)
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
exec </dev/null
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en NO_COLOR=1 MSBUILDDISABLENODEREUSE=1

STAGES='crash runs properties mutation'

# shellcheck source=tests/packages.sh
. tests/packages.sh

# A stage is a function of its name. It returns 0 when it passed, and leaves in $about what its result must be read with.
about=''

crash() {
  local kills="${FACTORY_KILLS:-200}" seed="${FACTORY_SEED:-$(((RANDOM << 15) | RANDOM))}"
  about="FACTORY_KILLS=$kills FACTORY_SEED=$seed"
  echo "$about"
  # Without a sandbox its agents may not run anything.
  need git git && need bwrap bubblewrap || { echo 'FAILED: git or bubblewrap is missing (Debian: apt-get install git bubblewrap)'; return 1; }
  FACTORY_KILLS=$kills FACTORY_SEED=$seed dotnet test tests/Factory.Scenarios --filter CrashMatrix --logger 'console;verbosity=detailed'
}

runs() {
  about="FACTORY_RUNS=${FACTORY_RUNS:-40}"
  need git git && need bwrap bubblewrap || { echo 'FAILED: git or bubblewrap is missing (Debian: apt-get install git bubblewrap)'; return 1; }
  FACTORY_RUNS=${FACTORY_RUNS:-40} dotnet test tests/Factory.Scenarios --filter RunOrderTests --logger 'console;verbosity=detailed'
}

properties() {
  local cases="${FACTORY_CASES:-2000}" seed="${FACTORY_SEED:-$(((RANDOM << 15) | RANDOM))}" code=0
  about="FACTORY_CASES=$cases FACTORY_SEED=$seed"
  echo "$about"
  FACTORY_CASES=$cases FACTORY_SEED=$seed dotnet test tests/Factory.Domain.Tests --filter PropertyTests || code=1
  FACTORY_CASES=$cases FACTORY_SEED=$seed dotnet test tests/Factory.Protocols.Tests --filter 'RoundTripTests|ReplyOrderTests' || code=1
  return $code
}

mutation() {
  local folder report cores options
  mkdir -p "${REPORTS:-$root/artifacts/mutation}" || return 1
  folder=$(cd "${REPORTS:-$root/artifacts/mutation}" && pwd)
  report="$folder/reports/mutation-report.json"
  rm -f "$report"
  cores=$(nproc 2>/dev/null || echo 2)
  options=(--output "$folder" --concurrency "${CONCURRENCY:-$(((cores + 1) / 2))}")
  [ -n "${MUTATE:-}" ] && options+=(--mutate "$MUTATE")
  (
    cd tests/Factory.Domain.Tests || exit 1
    # A build of its own: changed assemblies never lie where other tests look for them.
    export ArtifactsPath="$folder/build/"
    dotnet tool restore >"$folder/restore.log" 2>&1 || { cat "$folder/restore.log"; exit 1; }
    # The score is worked out below, also for a run that Stryker itself finds too low.
    dotnet stryker "${options[@]}" --break-at 0 || { echo "FAILED: Stryker ended with exit code $?"; exit 1; }
  ) || return 1
  [ -f "$report" ] || { echo "FAILED: there is no report at $report"; return 1; }
  score "$report" | tee "$folder/score.txt"
  local code=${PIPESTATUS[0]}
  about="${MUTATE:+MUTATE=$MUTATE, }$(tail -n 1 "$folder/score.txt")"
  return "$code"
}

# The report is one line of JSON; it escapes quotes in sources, so that these patterns stand for records only.
score() {
  sed 's/{"id":"/\n&/g; s/"\([^"]*\.cs\)":{"language"/\nfile \1\n/g' "$1" | awk -v root="$root/" '
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
}

stages=("$@")
# shellcheck disable=SC2206
[ ${#stages[@]} -gt 0 ] || stages=($STAGES)
for stage in "${stages[@]}"; do
  grep -qw -- "$stage" <<<"$STAGES" || { echo "There is no stage '$stage'. Stages: $STAGES"; exit 2; }
done

passed=0 failed=0 summary='' copy=''
commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo '?')
for stage in "${stages[@]}"; do
  echo "== $stage"
  about='' at=$(date +%s)
  if "$stage"; then result=passed passed=$((passed + 1)); else result=failed failed=$((failed + 1)); fi
  took=$(($(date +%s) - at))
  summary+=$(printf '  %-10s %s  %5d s  %s' "$stage" "$result" "$took" "$about")$'\n'
  copy+="| $(date -u +%F) | $stage | $result | $about | $((took / 60)) min | $commit |"$'\n'
done

echo
echo 'For docs/benchmarks.md, "Long tests":'
printf '%s\n' "$copy"
printf '%s' "$summary"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
