import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flow, Verdict } from '../../../src/host/probe/protocol.js';
import { backendCompareOutputSchema } from '../../../src/schemas/backend.js';
import { errorSchema } from '../../../src/schemas/error.js';
import { BACKENDS } from '../../support/backend/backends.js';
import { buildNetwork, FLOWS, WORKLOADS } from '../../support/backend/compared-network.js';
import { journalOf } from '../../support/cli/lab-files.js';
import { json, ok, parse, refusedInJson } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { probe } from '../../support/lab/probe.js';

/** Who makes the lab with a driver. */
const USERS = { nftables: 'root', 'iptables-legacy': 'plain' } as const;

/** A lab with the network for each driver. */
const labs = new Map<string, Lab>();
beforeAll(async () => {
  await Promise.all(
    BACKENDS.map(async (backend) => {
      const lab = await startLab({ user: USERS[backend], env: { VPCCTL_BACKEND: backend } });
      labs.set(backend, lab);
      await buildNetwork(lab);
    }),
  );
});
afterAll(async () => {
  await Promise.all([...labs.values()].map((lab) => lab.stop()));
});

function labWith(backend: string): Lab {
  const lab = labs.get(backend);
  if (lab === undefined) throw new Error(`there is no lab with ${backend}`);
  return lab;
}

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
  it('give 40 flows the expected verdicts', async () => {
    const lab = labWith(backend);
    expect(await ok(lab, 'backend', 'show')).toContain(`backend  ${backend}\n`);
    expect(FLOWS.length).toBe(40);
    const verdicts = await probe(lab, WORKLOADS, FLOWS.map(flowOf));
    const table = FLOWS.map(([from, address, packet, , why], index) => {
      const verdict = verdicts[index];
      return [from, address, packet, verdict && inWords(verdict), why];
    });
    expect(table).toEqual(FLOWS);
  });
});

describe('backend compare', () => {
  const compare = (lab: Lab, ...args: string[]) =>
    json(lab, backendCompareOutputSchema, 'backend', 'compare', ...args);

  it('finds no difference, and changes nothing', async () => {
    const lab = labWith('iptables-legacy');
    const before = journalOf(lab);
    const output = await compare(lab, '--flows', '250');
    expect(output).toMatchObject({ backends: ['nftables', 'iptables-legacy'], differences: 0 });
    expect(output.flows).toHaveLength(250);
    expect(output.possible).toBeGreaterThan(250);
    // Of each verdict there is one, and answers are of whom they should be.
    const answers = output.flows.map(({ verdicts: [{ answer }] }) => answer);
    expect(new Set(answers)).toEqual(new Set(['answered', 'dropped']));
    for (const { to, verdicts } of output.flows) {
      for (const { by } of verdicts) if (by !== null) expect(MEANT[by] ?? [by]).toContain(to);
    }
    expect(journalOf(lab)).toBe(before);
  });

  /** Compares with another `iptables-legacy-restore`; in its script `REAL` is the real one. */
  async function compareWith(script: string) {
    const lab = labWith('nftables');
    const { stdout: real } = await lab.shell('command -v iptables-legacy-restore');
    const directory = mkdtempSync(join(tmpdir(), 'vpcctl-compare-'));
    try {
      const file = join(directory, 'iptables-legacy-restore');
      writeFileSync(file, `#!/bin/sh\n${script.replaceAll('REAL', real.trim())}\n`);
      chmodSync(file, 0o755);
      chmodSync(directory, 0o755);
      const line = `PATH=${directory}:$PATH vpcctl backend compare --flows 2000 --json`;
      return await lab.shell(line);
    } finally {
      rmSync(directory, { recursive: true });
    }
  }

  it('lists the differences, and fails by its exit code', async () => {
    // One rule of one driver is lost on the way to the kernel.
    const { exitCode, stdout } = await compareWith(`sed '/dport 5432 /d' | REAL "$@"`);
    expect(exitCode).toBe(1);
    const output = parse(backendCompareOutputSchema, stdout);
    expect(output.flows).toHaveLength(output.possible);
    expect(output.flows.filter(({ differs }) => differs)).toEqual([
      {
        ...{ from: 'shop/web', to: 'shop/db', address: '10.0.2.1', protocol: 'tcp', port: 5432 },
        verdicts: [
          { answer: 'answered', by: 'shop/db' },
          { answer: 'dropped', by: null },
        ],
        differs: true,
      },
    ]);
  });

  it('says why a driver cannot be used', async () => {
    const { exitCode, stdout } = await compareWith('echo not today >&2; exit 1');
    expect(exitCode).toBe(1);
    expect(parse(errorSchema, stdout).error).toMatchObject({
      code: 'LAB_PROBE_FAILED',
      message: expect.stringMatching(
        /^the lab with iptables-legacy could not be probed: .*can't serve this host.*not today$/,
      ),
      hints: expect.arrayContaining(['nothing of the real host was changed']),
    });
  });

  it('compares a state of the past', async () => {
    const output = await compare(labWith('nftables'), 'nftables', 'nftables', '--at', '1');
    const ends = output.flows.flatMap(({ from, to }) => [from, to]);
    expect(new Set(ends)).toEqual(new Set(['gateway of shop', 'host', 'internet']));
  });

  it('refuses an unknown driver', async () => {
    const args = ['backend', 'compare', 'nftables', 'iptables'];
    expect(await refusedInJson(labWith('nftables'), args)).toMatchObject({
      code: 'BACKEND_UNKNOWN',
      exitCode: 2,
    });
  });
});

/** Who answers for what. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  host: ['host', 'gateway of shop', 'gateway of office', 'gateway of twin'],
};
