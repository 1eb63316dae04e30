import { createInterface } from 'node:readline';
import { attempt } from './attempt.js';
import type { AgentConfig, ProbeBatch } from './protocol.js';
import { serve } from './servers.js';

/**
 * Runs the agent of one workload in its namespace, until standard input ends. The first line of
 * input has the ports on which it answers; each further line has flows to try. `probeFlows` starts
 * it and asks it.
 */
export async function runAgent(): Promise<void> {
  let configured = false;
  for await (const line of createInterface({ input: process.stdin })) {
    if (configured) {
      const { flows, milliseconds }: ProbeBatch = JSON.parse(line);
      write(await attempt(flows, milliseconds));
    } else {
      const config: AgentConfig = JSON.parse(line);
      await serve(config);
      configured = true;
      write('listening');
    }
  }
  process.exit();
}

function write(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
