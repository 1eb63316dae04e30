import { expect, it } from 'vitest';
import { ok } from '../../support/cli/vpcctl.js';
import { BACKEND } from '../../support/lab/harness.js';
import { holdConnections } from '../../support/worlds/sabotage/connections.js';
import { installPrograms } from '../../support/worlds/sabotage/probes.js';
import { buildWorld } from '../../support/worlds/sabotage/world.js';

it('connections to a VPC do not reach its twin, nor end, while the routes of the VPC are gone', async () => {
  const world = await buildWorld(
    {
      ...{ peer: false, ingress: null, instance: false, attached: null },
      ...{ shaped: false, namedUplink: false, bridgesAreFiltered: false },
    },
    BACKEND,
  );
  try {
    await installPrograms(world);
    const held = await holdConnections(world);
    // Without its routes, the next best ones lead to VPC b, which has the same addresses.
    expect(await world.lab.shell('ip link set br-a down')).toMatchObject({ exitCode: 0 });
    const stopped = held.connections.filter(({ from }) => from === 'host' || from === 'internet');
    expect(stopped.length).toBeGreaterThan(2);
    const flowing = await held.flowing();
    expect(flowing.filter((each) => stopped.includes(each))).toEqual([]);
    await ok(world.lab, 'repair');
    expect(await held.flowing(held.connections)).toEqual(held.connections);
    // The packets of the host leave by another interface for a while.
    await world.lab.shell(
      'ip route add 10.0.0.0/8 dev eth0 table 77; ip rule add pref 50 lookup 77',
    );
    expect(await held.flowing()).toEqual([]);
    await world.lab.shell('ip rule del pref 50');
    expect(await held.flowing(held.connections)).toEqual(held.connections);
    await held.stop();
  } finally {
    await world.stop();
  }
});
