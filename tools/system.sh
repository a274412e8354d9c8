#!/usr/bin/env bash
# What the project needs from the system: installed where it may be, else said in one line.
#   tools/system.sh run     libraries that print PDFs
#   tools/system.sh test    those, PostgreSQL, Chromium, nginx and a Chinese font for the tests
#   tools/system.sh python  the name of a Python ≥ 3.11
set -euo pipefail

run_packages=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 python3-venv)
test_packages=(postgresql chromium fonts-noto-cjk poppler-utils zbar-tools nginx)

find_python() {
  for name in python3.13 python3.12 python3.11 python3; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"; return
    fi
  done
  echo "需要 Python 3.11 或更新的版本。 Python 3.11 or newer is needed." >&2; exit 1
}

has_libraries() {
  local found; found=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true)
  for library in libpango-1.0.so libpangoft2-1.0.so libharfbuzz-subset.so; do
    grep -q "$library" <<<"$found" || return 1
  done
}

install_debian() {
  local sudo=""
  if [ "$(id -u)" -ne 0 ]; then
    sudo="sudo"
    command -v sudo >/dev/null && sudo -n true 2>/dev/null || {
      echo "缺少系统库，请运行一次： Missing system libraries, run once:  sudo apt-get install -y $*" >&2; exit 1
    }
  fi
  $sudo apt-get update -qq  # first: before it a new machine knows no candidates
  local chromium="chromium"; grep -q 'Candidate: [0-9]' <<<"$(apt-cache policy chromium 2>/dev/null)" || chromium="chromium-browser"
  local had_nginx; had_nginx=$(PATH="$PATH:/usr/sbin" command -v nginx || true)
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${@/#chromium/$chromium}" >/dev/null
  # The tests start one of their own: the service that comes with the package is not wanted.
  if [ -z "$had_nginx" ] && [ -x /usr/sbin/nginx ]; then $sudo service nginx stop >/dev/null 2>&1 || true; fi
}

need_for_run() {
  case "$(uname -s)" in
    Darwin)
      brew list pango >/dev/null 2>&1 || { command -v brew >/dev/null && brew install pango; } || {
        echo "请先装 Pango： Install Pango first:  brew install pango" >&2; exit 1; } ;;
    *)
      has_libraries && "$(find_python)" -c 'import ensurepip' 2>/dev/null && return
      command -v apt-get >/dev/null || { echo "请装 Pango 与 HarfBuzz subset 库。 Install Pango and the HarfBuzz subset library." >&2; exit 1; }
      install_debian "${run_packages[@]}" ;;
  esac
}

need_for_test() {
  need_for_run
  [ "$(uname -s)" = Darwin ] && { brew list postgresql >/dev/null 2>&1 || brew install postgresql poppler zbar nginx; return; }
  if ! { ls /usr/lib/postgresql/*/bin/initdb && command -v chromium && PATH="$PATH:/usr/sbin" command -v nginx && command -v pdftoppm && command -v zbarimg && ls /usr/share/fonts/opentype/noto/NotoSansCJK*; } >/dev/null 2>&1; then
    install_debian "${test_packages[@]}"
  fi
}

case "${1:-run}" in
  run) need_for_run ;;
  test) need_for_test ;;
  python) find_python ;;
  *) echo "usage: $0 run|test|python" >&2; exit 2 ;;
esac
