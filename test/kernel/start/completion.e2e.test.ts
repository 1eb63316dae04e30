import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTutorial, writeIn } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
  await ok(lab, 'add-instance', 'vpc1', 'private', 'db1');
  await ok(lab, 'peer', 'vpc1', 'vpc2');
  await ok(lab, 'forward', 'vpc1', 'public', '8080:80', '53:53/udp');
  writeIn(lab, '/run/completion', await ok(lab, 'completion', 'bash'));
  writeIn(lab, '/run/tab', TAB);
});
afterAll(() => lab.stop());

/** Does what bash does at a Tab: it sets the words and calls the function. */
const TAB = `source /run/completion
[[ $(complete -p vpcctl) == 'complete -o nosort -F _vpcctl vpcctl' ]] || exit 9
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_vpcctl vpcctl
printf '%s\\n' "\${COMPREPLY[@]}"
`;

/** What bash offers for the last of some words. */
async function offered(...words: string[]): Promise<string[]> {
  const args = ['--norc', '/run/tab', 'vpcctl', ...words];
  const { exitCode, stdout, stderr } = await lab.run('bash', args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout.split('\n').filter((line) => line !== '');
}

describe('a Tab in bash', () => {
  it.each<[line: string, found: string[]]>([
    ['un', ['undo', 'unforward', 'unpeer', 'unshape']],
    ['--', ['--help', '--version']],
    ['plugins un', ['uninstall']],
    ['delete-vpc ', ['vpc1', 'vpc2']],
    ['delete-subnet vpc1 pu', ['public']],
    ['delete-subnet vpc1/', ['vpc1/public', 'vpc1/private']],
    ['delete-instance vpc1/private ', ['db1']],
    ['detach vpc1 private ', []],
    ['exec vpc1/private/', ['vpc1/private/db1']],
    ['unpeer vpc2 ', ['vpc1']],
    ['peer vpc1 ', []],
    ['unforward vpc1 ', ['8080', '53/udp']],
    ['unforward vpc1 8080 5', ['53/udp']],
    ['forward vpc1 public,pr', ['public,private']],
    ['revert 1', ['1']],
    ['show vpc2', ['vpc2', 'vpc2/web']],
    ['backend set ', ['iptables-legacy', 'nftables', 'none']],
    ['add-subnet vpc1 x 10.0.9.0/24 --type ', ['public', 'private']],
    ['add-subnet --type public ', ['vpc1', 'vpc2']],
    ['list --at 8', ['8']],
    ['create-vpc x 10.9.0.0/16 --interface ', ['eth0', 'auto']],
    ['apply-firewall vpc1 public /run/firewall-pol', ['/run/firewall-policy.json']],
    ['exec vpc1 public -- /bin/tru', ['/bin/true', '/bin/truncate']],
    ['history --on', ['--oneline']],
    ['list ', ['vpc1', 'vpc2']],
    ['status ', ['--exit-code', '--output', '-o', '--log-level', '--help']],
    ['help tut', ['tutorial']],
    ['completion f', ['fish']],
  ])('after %j', async (line, found) => {
    expect((await offered(...line.split(' '))).sort()).toEqual([...found].sort());
  });

  it('knows that bash splits words at = and @', async () => {
    expect(await offered('add-subnet', 'vpc1', '--type', '=')).toEqual(['public', 'private']);
    expect(await offered('add-subnet', 'vpc1', '--type', '=', 'pu')).toEqual(['public']);
    expect(await offered('add-subnet', 'vpc1', '--type=pu')).toEqual(['--type=public']);
    expect(await offered('show', '@', '8')).toEqual(['@8']);
    expect(await offered('show', '@')).toContain('@8');
  });

  it('runs nothing that stands on the line', async () => {
    expect(await offered('delete-vpc', '$(touch /run/ran)')).toEqual([]);
    await offered('delete-subnet', '`touch /run/ran`', '');
    await offered('delete-subnet', 'vpc1', '$(touch /run/ran');
    expect((await lab.run('test', ['-e', '/run/ran'])).exitCode).toBe(1);
  });

  it('offers what there is now', async () => {
    await ok(lab, 'unforward', 'vpc1', '8080');
    expect(await offered('unforward', 'vpc1', '')).toEqual(['53/udp']);
    await ok(lab, 'undo');
    expect(await offered('unforward', 'vpc1', '')).toEqual(['8080', '53/udp']);
  });

  it('offers no names where the snapshot is missing, damaged or a fifo, and waits for nothing', async () => {
    const home = '/run/other-home';
    for (const make of ['true', 'echo x >vpcs.json', 'rm vpcs.json; mkfifo vpcs.json']) {
      await lab.shell(`mkdir -p ${home}; cd ${home}; ${make}`);
      const tab = `VPCCTL_HOME=${home} timeout 20 vpcctl __complete vpc ''`;
      expect(await lab.shell(tab), make).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    }
  });
});
