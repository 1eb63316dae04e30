/**
 * The agent of one workload: a program that runs in the workload's namespace until its standard
 * input ends. The first line of input has the ports on which it answers; each further line has
 * flows to try. `probeFlows` starts it and asks it. It is a bundle of its own and small, since many
 * of them run at once.
 */
import { createInterface } from 'node:readline';
import { attempt } from './attempt.js';
import type { AgentConfig, ProbeBatch } from './protocol.js';
import { serve } from './servers.js';

runAgent().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});

async function runAgent(): Promise<void> {
  let configured = false;
  for await (const line of createInterface({ input: process.stdin })) {
    if (configured) {
      const batch: ProbeBatch = JSON.parse(line);
      write(await attempt(batch));
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
