import { expect } from 'vitest';
import type { Lab } from '../lab/harness.js';

/** Programs here run in place of the host's own. */
const DIRECTORY = '/run/weak';

/**
 * Runs vpcctl, and expects it to succeed. A weakened build starts programs that leave something out,
 * where the real one speaks netlink.
 */
export async function build(lab: Lab, line: string): Promise<void> {
  const weak = `PATH=${DIRECTORY}:$PATH; export VPCCTL_EXECUTOR=programs`;
  const result = await lab.shell(`[ ! -d ${DIRECTORY} ] || { ${weak}; }; vpcctl ${line}`);
  expect(result, line).toMatchObject({ exitCode: 0 });
}

/** A script that puts a program before the real one, which `exec "$real" "$@"` then runs. */
export function instead(program: string, body: string): string {
  return `mkdir -p ${DIRECTORY}; cat >${DIRECTORY}/${program} <<END
#!/bin/sh
real=$(command -v ${program})
${body.replaceAll('$', '\\$')}
END
chmod +x ${DIRECTORY}/${program}`;
}

/** Removes the weakened programs. */
export const STRONG = `rm -rf ${DIRECTORY}`;
