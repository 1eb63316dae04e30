/**
 * Runs in a lab, once, and runs vpcctl's command lines there one after the other: what a command costs is then its
 * programs, and not a start of Node. Requests come as lines on standard input, and it ends with that.
 *
 *   test-server.cjs NETWORK-NAMESPACE-OF-THE-MACHINE
 */
import { writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { refuseOutsideLabs } from '../only-in-labs.js';
import { keepBundles } from './bundles.js';
import { runCommand } from './run-command.js';
import { REPLIES, requestSchema } from './served.js';

/** The directory of the package: this is bundled to its `dist`. */
const ROOT = dirname(__dirname);

async function serve(): Promise<void> {
  const bundles = keepBundles(ROOT);
  for await (const line of createInterface({ input: process.stdin })) {
    const request = requestSchema.parse(JSON.parse(line));
    bundles.prepare(request.env);
    const reply = await runCommand(ROOT, request);
    writeSync(REPLIES, `${JSON.stringify(reply)}\n`);
  }
}

refuseOutsideLabs(process.argv[2]);
// Opened before the first command, so that what keeps this process alive is known.
for (const stream of [process.stdout, process.stderr]) stream.write('');
serve();
