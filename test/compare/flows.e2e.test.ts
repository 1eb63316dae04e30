import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flow, Verdict } from '../../src/host/probing/flow.js';
import { replySchema } from '../../src/lab/inquiry.js';
import { type Lab, startLab } from '../lab/harness.js';
import { BACKENDS } from './support/backends.js';
import { buildWorld, FLOWS, MACHINES } from './support/world.js';

/** A line of the table as a flow. */
function flowOf([from = '', address = '', packet = '']: readonly string[]): Flow {
  const [protocol, port = 0] = packet.split(' ');
  if (protocol !== 'icmp' && protocol !== 'tcp' && protocol !== 'udp') throw new Error(packet);
  return { from, address, protocol, port: Number(port) };
}

function inWords({ answer, by }: Verdict): string {
  return answer === 'answered' ? (by ?? 'echoed') : answer;
}

describe.each(BACKENDS)('three VPCs with %s', (backend) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ env: { VPCCTL_BACKEND: backend } });
    await buildWorld(lab);
    await lab.internet('ip', ['route', 'add', '10.0.0.0/16', 'via', '203.0.113.2']);
  });
  afterAll(() => lab?.stop());

  it('make of 40 flows what they have to', async () => {
    expect(FLOWS.length).toBe(40);
    const inquiry = { commands: [], machines: MACHINES, flows: FLOWS.map(flowOf) };
    const { stdout, stderr } = await lab.run(
      'node',
      [join(lab.packageRoot, 'dist', 'lab-probe.cjs')],
      { input: JSON.stringify(inquiry) },
    );
    expect(stderr).toBe('');
    const reply = replySchema.parse(JSON.parse(stdout));
    if ('error' in reply) throw new Error(reply.error.message);
    const table = FLOWS.map(([from, address, packet, , why], index) => {
      const verdict = reply.verdicts[index];
      return [from, address, packet, verdict && inWords(verdict), why];
    });
    expect(table).toEqual(FLOWS);
  });
});
