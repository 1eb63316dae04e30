import {
  hostRoute,
  knownAddress,
  overlaps,
  parseNetwork,
  parseNetworkOrAddress,
  VpcctlError,
} from '@vpcctl/sdk';
import { readError } from './error-of-vpcctl.js';
import { INTERNET, LAB, UPLINK } from './layout.js';

/** What a lab becomes before its command runs. */
export interface LabCopy {
  /** The text of a journal. */
  readonly journal: string;
  /** The directory of the plugins that the lab gets a copy of; null for none. */
  readonly plugins: string | null;
  /**
   * The uplinks that the journal needs; `gateway` is null where the default route uses that uplink.
   */
  readonly uplinks: readonly { readonly interface: string; readonly gateway: string | null }[];
  /**
   * Networks (CIDRs) that the internet routes to this host, as an attacker would; none by default.
   */
  readonly knownOutside?: readonly string[];
  /** Names of namespaces to create in the place of attached ones; none by default. */
  readonly namespaces?: readonly string[];
}

/** Lines for `ip -batch`: `here` in the lab, `there` in its internet. */
export interface Links {
  readonly here: readonly string[];
  readonly there: readonly string[];
}

/**
 * Links between the lab and its internet that stand for the real host's uplinks, besides eth0. Each
 * is a network of its own in 192.0.2.0/24 (RFC 5737), where the known gateways of the uplink
 * answer, too. Pure.
 */
export function labCopyLinks({
  uplinks,
  knownOutside = [],
  namespaces = [],
}: Omit<LabCopy, 'journal' | 'plugins'>): Links {
  const names = [...new Set(uplinks.map((uplink) => uplink.interface))];
  const others = names.filter((name) => name !== UPLINK.interface);
  // A container has its loopback up, unlike a new namespace.
  const here = namespaces.flatMap((name) => [
    `netns add ${name}`,
    `netns exec ${name} ip link set lo up`,
  ]);
  const there: string[] = [];
  others.forEach((name, index) => {
    const far = `uplink${index}`;
    here.push(`link add ${name} type veth peer name ${far} netns ${LAB.internet}`);
    here.push(`addr add ${address(index, 2)}/30 dev ${name}`, `link set ${name} up`);
    there.push(`addr add ${address(index, 1)}/30 dev ${far}`, `link set ${far} up`);
  });
  const links = new Map(others.map((name, index) => [name, `uplink${index}`]));
  for (const { interface: name, gateway } of uplinks) {
    const index = others.indexOf(name);
    if (gateway !== null && gateway !== INTERNET.gateway) {
      const { text: alone } = hostRoute(knownAddress(gateway));
      here.push(`route replace ${alone} dev ${name}`);
      there.push(`addr replace ${alone} dev ${links.get(name) ?? 'eth0'}`);
    }
    if (gateway === null && index !== -1) {
      here.push(`route replace default via ${address(index, 1)} dev ${name}`);
    }
  }
  for (const cidr of knownOutside.filter(isNotTheLabs)) {
    there.push(`route replace ${cidr} via ${UPLINK.address}`);
  }
  return { here, there };
}

/** A route to the lab's own networks would cut the lab off. */
function isNotTheLabs(cidr: string): boolean {
  const own = [INTERNET.host, '203.0.113.0/24', '192.0.2.0/24'];
  return !own.some((other) => overlaps(parseNetwork(cidr), parseNetworkOrAddress(other)));
}

function address(link: number, host: number): string {
  return `192.0.2.${4 * link + host}`;
}

/** The line that src/lab/init.sh writes before the reason, when the journal can't be replayed. */
const MARK = 'vpcctl-lab: replay failed\n';

/** The error for a journal that can't be replayed in the lab; null for any other failure. */
export function labCopyTrouble(messages: string): VpcctlError | null {
  const at = messages.indexOf(MARK);
  if (at === -1) return null;
  const { message, hints } = readError(messages.slice(at + MARK.length).trim());
  return new VpcctlError(`the rehearsal copy could not be built: ${message}`, {
    code: 'REHEARSAL_FAILED',
    category: 'host',
    hints: [...hints, 'nothing of the real host was changed'],
  });
}
