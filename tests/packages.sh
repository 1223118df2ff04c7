# Sourced by all.sh and long.sh.

# need PROGRAM PACKAGE: installs the package of Debian when the program is not there and this runs as root. Returns 1 when it is still not there.
need() {
  local log
  command -v "$1" >/dev/null && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $2 ..."
    log=$(mktemp)
    { apt-get install -y -qq "$2" || { apt-get update -qq && apt-get install -y -qq "$2"; }; } >"$log" 2>&1 </dev/null || { echo 'apt-get failed:'; tail -n 5 "$log"; }
    rm -f "$log"
  fi
  command -v "$1" >/dev/null
}
