import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTutorial, POLICY_FILE } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { answered, shell } from '../../support/foreign-firewalls/host.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

const SETTING = '/proc/sys/net/bridge/bridge-nf-call-iptables';

/** With it, what one port of a bridge sends to another comes through the packet filter of IP as well. */
describe.each(['nftables', 'iptables-legacy'])('br_netfilter, %s', (backend) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ env: { VPCCTL_BACKEND: backend } });
    await buildTutorial(lab);
    // What is between neighbours of one subnet's router is refused here, by a policy that knows no echo.
    await ok(lab, 'apply-firewall', 'vpc1', 'public', POLICY_FILE);
  });
  afterAll(() => lab.stop());

  it.each(['1', '0'])('at %s does not matter to VPCs, and is not changed', async (value) => {
    await shell(lab, `echo ${value} >${SETTING}`);
    expect(
      await answered(lab, {
        'to a neighbour': ['vpc1-public', '10.0.2.1'],
        'to one whose policy says no': ['vpc1-private', '10.0.1.1'],
        'to the internet': ['vpc2-web', '198.51.100.8'],
        'to the internet, private': ['vpc1-private', '198.51.100.8'],
        'to another VPC': ['vpc1-public', '172.16.1.1'],
        'to the gateway': ['vpc1-public', '10.0.0.1'],
        'to another gateway': ['vpc1-public', '172.16.0.1'],
      }),
    ).toEqual({
      'to a neighbour': true,
      'to one whose policy says no': false,
      'to the internet': true,
      'to the internet, private': false,
      'to another VPC': false,
      'to the gateway': true,
      'to another gateway': false,
    });
    await ok(lab, 'add-subnet', 'vpc2', 'more', '172.16.2.0/24');
    await ok(lab, 'undo');
    expect(await ok(lab, 'replay')).toContain('nothing to do');
    expect(await shell(lab, `cat ${SETTING}`)).toBe(`${value}\n`);
  });
});
