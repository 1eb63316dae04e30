import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { localAddresses } from '../../../../src/host/probe/servers.js';
import { parseRoutes } from '../../../../src/host/proc/routes.js';
import { type ReachModel, reachModelOf } from '../../../../src/model/reach/index.js';
import type { World } from './world.js';

/**
 * What `reach` says of a world now: its routes and addresses are part of the model.
 * @param uplinks as status prints them
 */
export function modelNow({ lab, lowered, targets }: World, uplinks: readonly string[]): ReachModel {
  const text = (name: string) => readFileSync(`/proc/${lab.pid}/net/${name}`, 'utf8');
  const bridges = new Set(targets.map(({ bridge }) => bridge));
  const gateways = new Set(targets.map(({ gateway }) => gateway));
  return reachModelOf(lowered, {
    addresses: localAddresses(text('fib_trie')).filter(
      (address) => !address.startsWith('127.') && !gateways.has(address),
    ),
    routes: parseRoutes(text('route'), endianness()).filter(
      ({ interface: name }) => name === null || !bridges.has(name),
    ),
    uplinks,
  });
}
