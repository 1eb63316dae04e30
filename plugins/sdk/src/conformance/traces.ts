import { hostState, type Lab } from '../lab/index.js';

/** Where a packet filter can leave something behind: rules of every kind, and what bridges know of their ports. */
const SECTIONS = [
  'packet filter',
  'iptables-legacy',
  'arptables-legacy',
  'bridge ports',
  'bridge entries',
];

/** What stands there, as lines; the same for a host that was built again. */
export async function traces(lab: Lab): Promise<string[]> {
  const state = await hostState(lab, SECTIONS);
  return Object.entries(state).flatMap(([section, lines]) =>
    lines.map((line) => `${section}: ${line.replaceAll(/"(ifindex|handle)":\d+,?/g, '')}`),
  );
}
