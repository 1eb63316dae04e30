import { hostState, type Lab } from '../lab/index.js';

/** Where a packet filter can leave something behind: rules of every kind, and what bridges know of their ports. */
const SECTIONS = [
  'packet filter',
  'iptables-legacy',
  'arptables-legacy',
  'bridge ports',
  'bridge entries',
];

/**
 * What stands there, as lines in no order that says anything: the same for a host that was built again, or that came
 * to its policy by another way.
 */
export async function traces(lab: Lab): Promise<string[]> {
  const state = await hostState(lab, SECTIONS);
  return Object.entries(state)
    .flatMap(([section, lines]) => lines.map((line) => `${section}: ${plain(line)}`))
    .sort();
}

/** A line without the numbers that the kernel gives out, and with the elements of a set in order. */
function plain(line: string): string {
  if (!line.startsWith('{')) return line;
  return JSON.stringify(JSON.parse(line), (key, value: unknown) => {
    if (key === 'ifindex' || key === 'handle') return undefined;
    return key === 'elem' && Array.isArray(value)
      ? value.map((each) => JSON.stringify(each)).sort()
      : value;
  });
}
