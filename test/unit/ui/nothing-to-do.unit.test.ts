import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { changeOutputSchema } from '../../../src/schemas/change.js';
import { subnetOutputSchema } from '../../../src/schemas/vpc.js';
import type { TestHost } from '../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../support/cli/in-process/tutorial.js';
import { json, ok, refused } from '../../support/cli/vpcctl.js';

let host: TestHost;
beforeEach(async () => {
  host = await tutorialHost();
});

describe('a change that changes nothing', () => {
  it.each([
    ['a policy', (file: string) => ['apply-firewall', 'vpc1', 'private', file]],
    ['a limit', () => ['shape', 'vpc1/private', '--rate', '1mbit']],
  ])('is refused and not recorded: %s', async (_, line) => {
    const policy = { subnet: '10.0.2.0/24', ingress: [{ action: 'allow', port: [80, 443] }] };
    const args = line(host.write('policy.json', JSON.stringify(policy)));
    await ok(host, ...args);
    const journal = host.journal();
    for (const again of [args, [...args, '--dry-run']]) {
      const refusal = await refused(host, again);
      expect(refusal).toMatchObject({ code: 'NOTHING_TO_DO', exitCode: 2 });
      expect(refusal.message).toContain('nothing to do');
    }
    expect(host.journal()).toBe(journal);
    // The next undo takes the one change back, and not a copy of it.
    await ok(host, 'undo');
    expect((await json(host, subnetOutputSchema, 'show', 'vpc1/private')).policy).toBeNull();
  });
});

describe('a file with several policies', () => {
  it('is one change without a subnet, and leaves out what is so already', async () => {
    const file = host.write(
      'policies.yaml',
      'subnet: 10.0.1.0/24\ningress: []\n---\nsubnet: 10.0.2.0/24\negress: []\n',
    );
    const apply = () => json(host, changeOutputSchema, 'apply-firewall', 'vpc1', file);
    expect((await apply()).events).toHaveLength(2);
    expect((await refused(host, ['apply-firewall', 'vpc1', file])).code).toBe('NOTHING_TO_DO');
    await ok(host, 'clear-firewall', 'vpc1/private');
    expect((await apply()).events).toMatchObject([
      { data: { subnet: 'private', ingress: null, egress: [] } },
    ]);
  });
});

describe('after a restart of the host', () => {
  const NOTE = /^The host was restarted, .*vpcctl replay .*vpcctl boot enable\)$/m;

  it('a command that looks says so, and what to run', async () => {
    const record = join(host.state, 'host.json');
    for (const boot of [
      'another boot',
      readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    ]) {
      writeFileSync(record, JSON.stringify({ boot, network: 1, namespaces: {} }));
      for (const line of ['list', 'list --json', 'show vpc1', 'history', 'status']) {
        const { stderr } = await host.vpcctl(...line.split(' '));
        if (boot === 'another boot') expect(stderr, line).toMatch(NOTE);
        else expect(stderr, line).not.toMatch(NOTE);
      }
    }
  });
});

describe('a plain user', () => {
  it('is told whose state it is', async () => {
    const { stdout, stderr } = await host.run(['list'], { uid: 1000 });
    expect(stdout).toContain('vpc1');
    expect(stderr).toContain(`This is the state in ${host.state}; that of root: sudo vpcctl list`);
    expect((await host.vpcctl('list')).stderr).toBe('');
  });
});
