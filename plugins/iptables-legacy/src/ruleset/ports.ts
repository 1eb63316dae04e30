/** Matches on the destination port of a protocol that has ports. */
interface Ports {
  readonly from: number;
  readonly to: number;
}

/** XT_MULTI_PORTS: how many ports a match takes. A range counts as two. */
const MAX_PORTS = 15;

/** A port, or a range of them. */
export const portMatch = (protocol: string, ports: Ports): string =>
  `-p ${protocol} -m ${protocol} --dport ${portText(ports)}`;

/** Matches for any of `ports`, as few as possible. */
export function portMatches(protocol: string, ports: readonly Ports[]): string[] {
  const matches: Ports[][] = [];
  let room = 0;
  for (const each of ports) {
    const size = each.from === each.to ? 1 : 2;
    room -= size;
    if (room >= 0) {
      matches.at(-1)?.push(each);
      continue;
    }
    matches.push([each]);
    room = MAX_PORTS - size;
  }
  return matches.map((some) => {
    const [only] = some;
    // iptables has no match for a port of UDP-Lite alone.
    if (some.length === 1 && only !== undefined && isCommon(protocol)) {
      return portMatch(protocol, only);
    }
    return `-p ${protocol} -m multiport --dports ${some.map(portText).join(',')}`;
  });
}

const isCommon = (protocol: string): boolean => protocol === 'tcp' || protocol === 'udp';

function portText({ from, to }: Ports): string {
  return from === to ? `${from}` : `${from}:${to}`;
}
