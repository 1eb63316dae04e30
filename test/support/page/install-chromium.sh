#!/bin/sh
# Installs what the suite of the page drives: Debian's Chromium. It does nothing where that is there.
command -v chromium >/dev/null && exit 0
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
echo "page: installing chromium"
$as_root apt-get -qq install -y --no-install-recommends chromium >/dev/null 2>&1 ||
  { $as_root apt-get -qq update && $as_root apt-get -qq install -y --no-install-recommends chromium >/dev/null; } || {
  echo "page: could not install it; by hand: sudo apt-get install chromium" >&2
  exit 3
}
