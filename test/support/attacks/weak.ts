import { expect } from 'vitest';
import type { Lab } from '../lab/harness.js';

/** Programs here run in place of the host's own. */
const DIRECTORY = '/run/weak';

/**
 * Runs vpcctl, and expects it to succeed. A weakened build finds programs that leave something out;
 * the real one finds none.
 */
export async function build(lab: Lab, line: string): Promise<void> {
  const result = await lab.shell(`PATH=${DIRECTORY}:$PATH vpcctl ${line}`);
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
