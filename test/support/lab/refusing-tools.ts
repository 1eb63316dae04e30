import { chmodSync, mkdirSync } from 'node:fs';
import { environmentOf } from '@vpcctl/sdk/lab';
import { outside } from '../cli/lab-files.js';
import { writeIn } from '../cli/tutorial.js';
import type { Lab } from './harness.js';

const DIRECTORY = '/run/refusing-tools';

/**
 * Stands before a program on PATH and refuses, as the kernel would, what has REFUSED in it: of a batch that line and all
 * behind it, of a transaction the whole.
 */
const SCRIPT = `#!/bin/bash
name=\${0##*/}
real=$(PATH=\${PATH#${DIRECTORY}:} command -v "$name")
case "$name $* " in
  'ip '*' -j '*) exec "$real" "$@" ;;
  *' -batch '* | *' -f '* | *' --noflush '*) ;;
  *) exec "$real" "$@" ;;
esac
input=$(mktemp)
trap 'rm -f "$input"' EXIT
cat >"$input"
line=$(grep -n -m1 -e "$REFUSED" "$input" | cut -d: -f1)
[ -n "$line" ] || { "$real" "$@" <"$input"; exit; }
if [ "$name" = ip ]; then
  head -n $((line - 1)) "$input" | "$real" "$@" || exit
  printf 'RTNETLINK answers: No buffer space available\\nCommand failed -:%s\\n' "$line" >&2
else
  echo 'No buffer space available' >&2
fi
exit 1
`;

export function installRefusingTools(lab: Lab): void {
  mkdirSync(outside(lab, DIRECTORY), { recursive: true });
  for (const name of ['ip', 'nft', 'iptables-legacy-restore']) {
    writeIn(lab, `${DIRECTORY}/${name}`, SCRIPT);
    chmodSync(outside(lab, `${DIRECTORY}/${name}`), 0o755);
  }
}

/** The environment in which everything with `text` (a regular expression) in it is refused. */
export function refusing(lab: Lab, text: string): Record<string, string> {
  const path = `${DIRECTORY}:${environmentOf(lab.pid)?.['PATH']}`;
  return { PATH: path, VPCCTL_EXECUTOR: 'programs', REFUSED: text };
}
