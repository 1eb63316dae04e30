import { expect } from 'vitest';
import * as z from 'zod';
import type { Lab } from '../lab/harness.js';
import { type HostState, hostChanges, hostState } from '../lab/host-state.js';
import { eventually } from './gate.js';

const linkSchema = z.object({
  ifname: z.string(),
  flags: z.array(z.string()),
  operstate: z.string(),
  master: z.string().optional(),
  linkinfo: z.object({ info_kind: z.string().optional() }).optional(),
});

type Link = z.infer<typeof linkSchema>;

/**
 * The host when it has come to rest: the kernel tells that a link has lost or got its carrier up to a second
 * later (net/core/link_watch.c), and bridges and routes are shown accordingly.
 */
export function settledHost(lab: Lab): Promise<HostState> {
  return eventually(async () => {
    const state = await hostState(lab);
    const links = (state['links'] ?? []).map((line) => linkSchema.parse(JSON.parse(line)));
    expect(links.filter((link) => !isSettled(link, links)).map(({ ifname }) => ifname)).toEqual([]);
    return state;
  });
}

/** Expects the host, at rest, to be as it was; `view` is how both are looked at. */
export async function expectSameHost(
  lab: Lab,
  before: HostState,
  view: (state: HostState) => HostState = (state) => state,
): Promise<void> {
  expect(hostChanges(view(before), view(await settledHost(lab)))).toEqual([]);
}

function isSettled(link: Link, links: readonly Link[]): boolean {
  if (!link.flags.includes('UP')) return true;
  if (link.master !== undefined) return link.operstate === 'UP';
  if (link.linkinfo?.info_kind !== 'bridge') return true;
  const hasPort = links.some(({ master, flags }) => master === link.ifname && flags.includes('UP'));
  const isUp = link.operstate === 'UP' && link.flags.includes('LOWER_UP');
  const isDown = link.operstate === 'DOWN' && link.flags.includes('NO-CARRIER');
  return hasPort ? isUp : isDown;
}
