import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.stop());

/** On a terminal: presses the keys of `answers`, one when the tutorial waits. */
async function onTerminal(...answers: string[]) {
  const typing = answers.map(
    (answer, n) =>
      `until [ "$(grep -c 'next step' /run/typescript)" -gt ${n} ]; do sleep 0.05; done; printf '${answer}\\n'`,
  );
  const command = `script -qfec 'vpcctl help tutorial' /run/typescript`;
  return lab.shell(`: >/run/typescript; (${typing.join('; ')}) | ${command}`);
}

describe('vpcctl help tutorial', () => {
  it('plays step after step on a terminal, in a lab, until the reader types q', async () => {
    const { exitCode, stdout: typescript } = await onTerminal('', '', 'q');
    expect(exitCode).toBe(0);
    const stdout = typescript.replaceAll('\r', '');
    expect(stdout).toMatch(/Step 1: [^$]*\$ mkdir vpc-project/);
    expect(stdout).toContain('Record the state of the host.');
    expect(stdout).toMatch(/Step 2: [^$]*\$ vpcctl --help/);
    expect(stdout).not.toContain('Step 3');
    // The lab around it is as it was.
    expect((await lab.vpcctl('history')).stdout).not.toContain('create VPC');
  });

  it('prints the text where there is no terminal', async () => {
    const { exitCode, stdout, stderr } = await lab.shell('vpcctl help tutorial </dev/null | cat');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^# Build a VPC on Linux\n/);
    expect(stdout).toContain('sudo vpcctl create-vpc vpc1 10.0.0.0/16');
    expect(stdout).not.toContain('expect');
  });
});
