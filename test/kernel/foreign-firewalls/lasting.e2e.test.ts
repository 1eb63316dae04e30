import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { statusOutputSchema } from '../../../src/schemas/status.js';
import { fileIn } from '../../support/cli/lab-files.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { json, ok, refused } from '../../support/cli/vpcctl.js';
import { AFTER_RULES } from '../../support/foreign-firewalls/configuration.js';
import { answered, installFirewalls, shell } from '../../support/foreign-firewalls/host.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

const SET = '/etc/firewalld/ipsets/vpcctl.xml';
const ZONE = '/etc/firewalld/zones/vpcctl.xml';
const RULES = '/etc/ufw/after.rules';

/** What `ufw enable` does with its file, and what it needs of the others. */
const ENABLE = `iptables-nft-restore --noflush <<'RULES'
*filter
:FORWARD DROP [0:0]
:ufw-after-forward - [0:0]
:ufw-skip-to-policy-input - [0:0]
-A FORWARD -j ufw-after-forward
COMMIT
RULES
iptables-nft-restore --noflush ${RULES}`;

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await installFirewalls(lab);
  await ok(lab, 'create-vpc', 'one', '10.0.0.0/16');
  await ok(lab, 'add-subnet', 'one', 'public', '10.0.1.0/24', '--type', 'public');
});
afterAll(() => lab.stop());

const status = () => json(lab, statusOutputSchema, 'status', '--exit-code=false');
const files = () => [SET, ZONE, RULES].map((path) => fileIn(lab, path));

it('the first VPC writes the exceptions, and status names the files', async () => {
  const [set, zone, rules] = files();
  expect(set).toContain('<entry>10.0.0.0/16,0x1b59</entry>');
  expect(zone).toContain('<source ipset="vpcctl"/>');
  expect(rules).toContain('-A ufw-after-forward -i br-one -m mark --mark 0x1b59 ');
  expect(await shell(lab, `stat -c %a ${RULES} ${ZONE}`)).toBe('640\n644\n');
  expect(await status()).toMatchObject({
    matches: true,
    filters: [],
    lasting: [
      { program: 'firewalld', file: ZONE, standing: 'kept' },
      { program: 'ufw', file: RULES, standing: 'kept' },
    ],
  });
});

it('a firewall that starts with them lets the VPC pass, and status has nothing to add', async () => {
  await shell(lab, ENABLE);
  const internet = { internet: ['one-public', '198.51.100.8'] } as const;
  expect(await answered(lab, internet)).toEqual({ internet: true });
  const { filters, matches } = await status();
  expect(filters.map(({ chain, standing }) => `${chain} ${standing}`)).toEqual(['FORWARD passed']);
  expect(matches).toBe(true);
  // A VPC that comes now gets its rules where they are loaded.
  await ok(lab, 'create-vpc', 'two', '172.16.0.0/16');
  await ok(lab, 'add-subnet', 'two', 'web', '172.16.1.0/24', '--type', 'public');
  const other = { internet: ['two-web', '198.51.100.8'] } as const;
  expect(await answered(lab, other)).toEqual({ internet: true });
  await ok(lab, 'undo', '2');
  expect(await shell(lab, 'iptables-nft -S')).not.toContain('br-two');
});

it('what an administrator edits there is drift, and what is beside it stays', async () => {
  const before = files();
  await shell(lab, `sed -i s/0x1b59/0x1b60/ ${SET}; rm ${ZONE}; sed -i '/-o br-one/d' ${RULES}`);
  await shell(lab, `echo '# mine' >>${RULES}`);
  const { changes } = await status();
  expect(changes.map(({ id }) => id)).toEqual([
    'lasting-exception:firewalld',
    'lasting-exception:ufw',
  ]);
  await ok(lab, 'replay');
  const [set, zone, rules] = files();
  expect([set, zone, rules]).toEqual([before[0], before[1], `${before[2]}# mine\n`]);
  await shell(lab, `sed -i '/^# mine/d' ${RULES}`);
});

it('the next command removes what was left where writing them was killed, and nothing else', async () => {
  const list = () => shell(lab, 'find /etc/ufw /etc/firewalld');
  const before = await list();
  const left = [SET, ZONE, RULES].map((path) => join(dirname(path), `.${basename(path)}.vpcctl-1`));
  await shell(lab, `touch ${left.join(' ')} /etc/ufw/.before.rules.vpcctl-1`);
  await refused(lab, ['delete-vpc', 'nobody']);
  await shell(lab, 'rm /etc/ufw/.before.rules.vpcctl-1');
  expect(await list()).toBe(before);
});

it('they go with the last VPC, byte for byte, and come back with an undo', async () => {
  const before = files();
  await ok(lab, 'delete-vpc', 'one');
  expect(files()).toEqual([null, null, AFTER_RULES]);
  expect(await shell(lab, 'iptables-nft -S')).not.toContain('vpcctl');
  await ok(lab, 'undo');
  expect(files()).toEqual(before);
});

it('a program that is installed later gets them by a replay, and one that is removed needs none', async () => {
  await shell(lab, 'rm /usr/sbin/ufw');
  const { lasting, matches } = await status();
  expect(lasting.at(-1)).toMatchObject({ program: 'ufw', standing: 'away' });
  expect(matches).toBe(false);
  await ok(lab, 'replay');
  expect(fileIn(lab, RULES)).toBe(AFTER_RULES);
  expect(await status()).toMatchObject({ matches: true });
  writeIn(lab, '/usr/sbin/ufw', '#!/bin/sh\n');
  await ok(lab, 'replay');
  expect(fileIn(lab, RULES)).toContain('br-one');
});
