import { type State, vpcsOf } from '@vpcctl/sdk';
import type { EngineContext } from './context.js';
import { placeNow } from './place.js';

/**
 * The interfaces by which VPCs reach the internet, in order, each with whether it is up: those that
 * the host uses or has used, and those that VPCs name.
 */
export async function readUplinks(
  context: EngineContext,
  state: State,
): Promise<ReadonlyMap<string, boolean>> {
  const { uplinks, running } = await placeNow(context);
  const known = uplinks.filter(({ isDefault, isRouted }) => isDefault || isRouted);
  const named = vpcsOf(state).flatMap(({ uplink }) => uplink?.interface ?? []);
  const names = new Set([...known.map((each) => each.interface), ...named]);
  return new Map([...names].sort().map((name) => [name, running?.includes(name) !== false]));
}
