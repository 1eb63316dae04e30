import { expect, it } from 'vitest';
import { echo, progress, stream } from '../../support/backend/traffic.js';
import { eventually } from '../../support/cli/gate.js';
import { ok } from '../../support/cli/vpcctl.js';
import { startLab } from '../../support/lab/harness.js';

const NOTRACK = `nft add table inet other
  nft 'add chain inet other mine { type filter hook prerouting priority -301; }'
  nft 'add rule inet other mine iifname "br-vpc1" notrack'`;

/**
 * A packet that passed untracked would take part in a connection that conntrack no longer follows, and so end it.
 * With nftables the zone of the VPC is given after the other program, and brings conntrack back.
 */
it.each([
  ['nftables', 0],
  ['iptables-legacy', 1],
])(
  'a connection goes on after another program left packets untracked, with %s',
  async (backend, exitCode) => {
    const lab = await startLab({ env: { VPCCTL_BACKEND: backend } });
    try {
      await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
      await ok(lab, 'add-subnet', 'vpc1', 'a', '10.0.1.0/24');
      await ok(lab, 'add-subnet', 'vpc1', 'b', '10.0.2.0/24');
      echo(lab, { namespace: 'vpc1-b' }, '10.0.2.1', 80);
      const held = stream(lab, { namespace: 'vpc1-a' }, '10.0.2.1', 80);
      const goesOn = async () => {
        const before = progress(held);
        await eventually(() => expect(progress(held), held.output()).toBeGreaterThan(before + 10));
      };
      const ping = () =>
        lab.run('ip', ['netns', 'exec', 'vpc1-a', 'ping', '-qc1', '-W1', '10.0.2.1']);
      await goesOn();
      await lab.shell(NOTRACK);
      expect((await ping()).exitCode).toBe(exitCode);
      const { stdout } = await lab.vpcctl('status');
      expect(stdout.includes('keeps connections from being tracked')).toBe(exitCode !== 0);
      await lab.shell('nft delete table inet other');
      expect((await ping()).exitCode).toBe(0);
      await goesOn();
    } finally {
      await lab.stop();
    }
  },
);
