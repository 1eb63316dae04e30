import { createInterface } from 'node:readline';
import { attempt } from './attempt.js';
import type { AgentConfig, ProbeBatch } from './protocol.js';
import { serve } from './servers.js';

/**
 * The agent of one machine, which runs in its namespace: it answers on the ports that it is told, and tries the
 * flows that it is told, until its standard input ends. {@link probeFlows} speaks with it, and is the same program.
 */
export async function runAgent(): Promise<void> {
  let introduced = false;
  for await (const line of createInterface({ input: process.stdin })) {
    if (introduced) {
      const { flows, milliseconds }: ProbeBatch = JSON.parse(line);
      say(await attempt(flows, milliseconds));
    } else {
      const introduction: AgentConfig = JSON.parse(line);
      await serve(introduction);
      introduced = true;
      say('listening');
    }
  }
  process.exit();
}

function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
