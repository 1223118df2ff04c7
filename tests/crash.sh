#!/usr/bin/env bash
# Kills the silo a hundred times at random moments of every stage and checks what each run left behind. Takes 10 to 20 minutes.
#
# Options by environment: FACTORY_KILLS=n  how often (default 100)
#                         FACTORY_SEED=n   repeats the plan of a run that failed; its message names the seed
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export FACTORY_KILLS="${FACTORY_KILLS:-100}"
exec dotnet test tests/Factory.Scenarios --filter CrashMatrix --logger 'console;verbosity=detailed'
