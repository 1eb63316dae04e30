import { hostState, type Lab } from '../../lab/index.js';

/**
 * The parts of the host where a packet filter can leave something: rules of every kind, and bridge
 * ports.
 */
const SECTIONS = [
  'packet filter',
  'iptables-legacy',
  'arptables-legacy',
  'bridge ports',
  'bridge entries',
];

/**
 * All rules and bridge ports as sorted lines. They do not depend on the order in which the policy
 * was built.
 */
export async function traces(lab: Lab): Promise<string[]> {
  const state = await hostState(lab, SECTIONS);
  return Object.entries(state)
    .flatMap(([section, lines]) => lines.map((line) => `${section}: ${plain(line)}`))
    .sort();
}

/**
 * A line without the kernel's own numbers, and with the elements of a set sorted.
 */
function plain(line: string): string {
  if (!line.startsWith('{')) return line;
  return JSON.stringify(JSON.parse(line), (key, value: unknown) => {
    if (key === 'ifindex' || key === 'handle') return undefined;
    return key === 'elem' && Array.isArray(value)
      ? value.map((each) => JSON.stringify(each)).sort()
      : value;
  });
}
