import { chmodSync, mkdirSync } from 'node:fs';
import { environmentOf } from '@vpcctl/sdk/lab';
import { expect } from 'vitest';
import { outside } from '../../cli/lab-files.js';
import { writeIn } from '../../cli/tutorial.js';
import type { Lab } from '../../lab/harness.js';
import type { Drive } from './changes.js';

const DIRECTORY = '/run/slow-tools';

/**
 * A program that precedes the real ones on PATH and runs them in smaller steps: one line of a
 * batch, or one table of iptables, and then a pause. A gap between two steps is then long enough
 * for a flood to hit it. By netlink the steps have the same order.
 */
const SCRIPT = `#!/bin/bash
name=\${0##*/}
real=$(PATH=\${PATH#${DIRECTORY}:} command -v "$name")
case " $* " in *' -batch '*) end= ;; *' --noflush '*) end=COMMIT ;; *) exec "$real" "$@" ;; esac
result=0
step=
while IFS= read -r line; do
  step+=$line$'\\n'
  [ -z "$end" ] || [ "$line" = "$end" ] || continue
  "$real" "$@" <<<"$step" || result=$?
  [ $result = 0 ] || [[ " $* " = *' -force '* ]] || exit $result
  step=
  sleep 0.01
done
exit $result
`;

/** Puts the slow tools into a lab. */
export function installSlowTools(lab: Lab): void {
  mkdirSync(outside(lab, DIRECTORY));
  for (const name of ['ip', 'bridge', 'iptables-legacy-restore']) {
    writeIn(lab, `${DIRECTORY}/${name}`, SCRIPT);
    chmodSync(outside(lab, `${DIRECTORY}/${name}`), 0o755);
  }
}

/** Runs vpcctl with slow tools. */
export function slowly(lab: Lab): Drive {
  const path = `${DIRECTORY}:${environmentOf(lab.pid)?.['PATH']}`;
  const env = { PATH: path, VPCCTL_EXECUTOR: 'programs' };
  return async (line) => {
    const result = await lab.run('vpcctl', line.split(' '), { env });
    expect(result, `${line}: ${result.stderr}`).toMatchObject({ exitCode: 0 });
  };
}
