import type { AttachedNamespace, HostReader, TrafficFacts, TrafficNeeds } from '@vpcctl/sdk';
import { byNetlink, type NetlinkHost } from '../netlink/netlink-host.js';
import { namespaceInode } from '../netns/namespaces.js';
import { isAlive } from '../proc/process-identity.js';
import { processesIn } from '../proc/processes.js';
import { sysctlFile } from '../proc/sysctl.js';
import { readByNetlink } from './by-netlink.js';
import { readForeignVerdicts } from './foreign-drops.js';
import { readForeignNat } from './foreign-nat.js';

const NO_PING = 'net/ipv4/icmp_echo_ignore_all';

/**
 * Reads how the host treats packets: the routes that the kernel would choose, and what may stand in
 * their way. It asks one question a route, and reads links, rules and routes once.
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN`, `HOST_PROGRAM_MISSING`
 */
export async function readTraffic(
  host: HostReader | NetlinkHost,
  needs: TrafficNeeds,
): Promise<TrafficFacts> {
  const kernel =
    byNetlink(host, 'the routes of packets cannot be read', (session) =>
      readByNetlink(session.socket(null), needs.routes),
    ) ?? (await (await import('./by-program.js')).readByProgram(host, needs.routes));
  return {
    ...kernel,
    nat: await readForeignNat(host),
    verdicts: await readForeignVerdicts(host),
    notForwarding: needs.forwarding.filter(
      (name) => host.readFile(sysctlFile(`net/ipv4/conf/${name}/forwarding`))?.trim() === '0',
    ),
    silent: host.readFile(sysctlFile(NO_PING))?.trim() === '1',
    deserted: findDeserted(needs.attached),
  };
}

/**
 * The attached namespaces of which nothing is left: the process by which each was attached has
 * ended, and no other one is in it; or it was attached by its name, which nothing has any more.
 */
export function findDeserted(attached: readonly AttachedNamespace[]): string[] {
  return attached
    .filter(({ namespace, process }) =>
      process === null
        ? namespaceInode(namespace) === null
        : !isAlive(process) && processesIn(namespace).length === 0,
    )
    .map(({ namespace }) => namespace);
}
