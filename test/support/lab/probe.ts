import { join } from 'node:path';
import type { Flow, Verdict, Workload } from '../../../src/host/probe/protocol.js';
import { replySchema } from '../../../src/lab/probe-request.js';
import type { Lab } from './harness.js';

/** The host, and the internet host beyond the uplink, in every lab. */
export const SURROUNDINGS: readonly Workload[] = [
  { name: 'host', namespace: null },
  { name: 'internet', namespace: '/run/vpcctl-lab/internet' },
];

/** Sends real packets between workloads of a lab, all at once; a verdict for each flow, in their order. */
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
