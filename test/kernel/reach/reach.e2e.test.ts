import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matrixOutputSchema, reachOutputSchema } from '../../../src/schemas/reach.js';
import { buildTutorial, POLICY_FILE } from '../../support/cli/tutorial.js';
import { json, ok, parse, refused } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
  await ok(lab, 'peer', 'vpc1', 'vpc2');
  await ok(lab, 'apply-firewall', 'vpc1', 'public', POLICY_FILE);
});
afterAll(() => lab.stop());

const WEB = ['reach', 'vpc2/web', 'vpc1/public:8080'];

describe('--probe', () => {
  it('agrees with real packets for every pair of endpoints', async () => {
    const args = ['--matrix', '--probe', '--port', 'icmp', '--port', '8080', '--port', '53/udp'];
    const { flows, ends } = await json(lab, matrixOutputSchema, 'reach', ...args);
    expect(ends).toEqual(['vpc1/public', 'vpc1/private', 'vpc2/web', 'host', 'internet']);
    const answers = flows.map(({ probe, reachable }) => `${reachable} ${probe}`);
    expect([...new Set(answers)].sort()).toEqual(
      ['false null', 'false dropped', 'true answered', 'true null', 'true refused'].sort(),
    );
    expect(await ok(lab, ...WEB, '--probe')).toContain('The probe agrees: refused');
  });

  it('shows answer and probe where they differ', async () => {
    const closing = await lab.shell('nft insert rule inet vpcctl peer/vpc1/vpc2 drop');
    expect(closing).toMatchObject({ exitCode: 0 });
    const error = await refused(lab, [...WEB, '--probe']);
    expect(error).toMatchObject({ code: 'REACH_DIFFERS', exitCode: 1 });
    expect(error.message).toContain('vpc2/web -> 10.0.1.1 8080/tcp: yes (rule 1 of');
    expect(error.message).toContain('but no answer within 2 seconds');
    await ok(lab, 'replay');
    await ok(lab, ...WEB, '--probe');
  });
});

describe('a forward', () => {
  const HOST = '203.0.113.2:8080';
  beforeAll(async () => {
    await ok(lab, 'forward', 'vpc1', 'private', '8080:80');
  });
  const ask = async (...args: string[]) => {
    const { exitCode, stdout } = await lab.vpcctl('reach', ...args, '--json');
    const output = parse(reachOutputSchema, stdout);
    expect(exitCode).toBe(output.reachable ? 0 : 1);
    return output;
  };

  it.each([
    ['host', '127.0.0.1:8080', 'refused'],
    ['host', HOST, 'refused'],
    ['vpc1/public', HOST, 'refused'],
    ['vpc1/private', HOST, 'refused'],
    ['vpc2/web', HOST, 'dropped'],
  ])('is predicted as packets go from %s to %s: %s', async (from, to, probe) => {
    expect(await ask(from, to, '--probe')).toMatchObject({ probe, reachable: probe === 'refused' });
  });
});
