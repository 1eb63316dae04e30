import { expect } from 'vitest';
import type { Lab } from '../lab/harness.js';

/** What stands here counts instead of the host's own programs. */
const DIRECTORY = '/run/weak';

/**
 * Runs vpcctl, and expects it to succeed. In a weakened build it is given programs that leave out something; in the
 * real one there are none.
 */
export async function build(lab: Lab, line: string): Promise<void> {
  const result = await lab.shell(`PATH=${DIRECTORY}:$PATH vpcctl ${line}`);
  expect(result, line).toMatchObject({ exitCode: 0 });
}

/** A script that writes a program in front of the real one, which `exec "$real" "$@"` then runs. */
export function instead(program: string, body: string): string {
  return `mkdir -p ${DIRECTORY}; cat >${DIRECTORY}/${program} <<END
#!/bin/sh
real=$(command -v ${program})
${body.replaceAll('$', '\\$')}
END
chmod +x ${DIRECTORY}/${program}`;
}

/** No build is weakened any more. */
export const STRONG = `rm -rf ${DIRECTORY}`;
