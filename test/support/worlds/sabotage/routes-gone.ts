import { expect } from 'vitest';
import { ok } from '../../cli/vpcctl.js';
import { holdConnections } from './connections.js';
import { installPrograms } from './probes.js';
import { buildWorld, type WorldSpec } from './world.js';

const SMALL: WorldSpec = {
  ...{ peer: false, ingress: null, instance: false, attached: null },
  ...{ shaped: false, namedUplink: false, bridgesAreFiltered: false },
};

/** Takes the routes to a VPC away for a while, and expects that no connection ends by that. */
export async function expectKeptWithoutRoutes(backend: string): Promise<void> {
  const world = await buildWorld(SMALL, backend);
  const { lab } = world;
  try {
    await installPrograms(world);
    const held = await holdConnections(world);
    // Without its routes, the next best ones lead to VPC b, which has the same addresses.
    expect(await lab.shell('ip link set br-a down')).toMatchObject({ exitCode: 0 });
    const flowing = await held.flowing();
    expect(flowing.filter(({ from }) => from === 'host' || from === 'internet')).toEqual([]);
    await ok(lab, 'repair');
    expect(await held.flowing(held.connections)).toEqual(held.connections);
    // The packets of the host leave by another interface for a while.
    await lab.shell('ip route add 10.0.0.0/8 dev eth0 table 77; ip rule add pref 50 lookup 77');
    expect(await held.flowing()).toEqual([]);
    await lab.shell('ip rule del pref 50');
    expect(await held.flowing(held.connections)).toEqual(held.connections);
    await held.stop();
  } finally {
    await world.stop();
  }
}
