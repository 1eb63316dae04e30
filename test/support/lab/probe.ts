import { join } from 'node:path';
import type {
  AgentConfig,
  Flow,
  ProbeBatch,
  Verdict,
  Workload,
} from '../../../src/host/probe/protocol.js';
import { replySchema } from '../../../src/lab/probe-request.js';
import type { Lab } from './harness.js';

/** The host, and the internet host beyond the uplink, in every lab. */
export const SURROUNDINGS: readonly Workload[] = [
  { name: 'host', namespace: null },
  { name: 'internet', namespace: '/run/vpcctl-lab/internet' },
];

/**
 * Sends real packets between workloads of a lab, all at once.
 * @returns a verdict for each flow, in their order
 */
export async function probe(
  lab: Lab,
  workloads: readonly Workload[],
  flows: readonly Flow[],
): Promise<readonly Verdict[]> {
  const agent = join(lab.packageRoot, 'dist', 'lab-probe.cjs');
  const probeRequest = { commands: [], workloads, flows };
  const { stdout, stderr } = await lab.run('node', [agent], {
    input: JSON.stringify(probeRequest),
  });
  if (stderr !== '') throw new Error(stderr);
  const reply = replySchema.parse(JSON.parse(stdout));
  if ('error' in reply) throw new Error(reply.error.message);
  return reply.verdicts;
}

/** Runs one agent on a lab's host and speaks its protocol: a line each way for each message. */
export async function askAgent(
  lab: Lab,
  config: AgentConfig,
  ...batches: readonly ProbeBatch[]
): Promise<readonly unknown[]> {
  const agent = join(lab.packageRoot, 'dist', 'probe-agent.cjs');
  const input = [config, ...batches].map((message) => `${JSON.stringify(message)}\n`).join('');
  const { stdout, stderr } = await lab.run('node', [agent], { input });
  if (stderr !== '') throw new Error(stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}
