import type {
  ContainerFact,
  ContainerQuestion,
  Driver,
  HostFacts,
  HostNeeds,
  HostReader,
  Listener,
  PortRange,
  TrafficFacts,
  TrafficNeeds,
} from '@vpcctl/sdk';
import { probeBackends } from './driver-support.js';
import { createHost } from './executor/host.js';
import { byNetlink } from './netlink/netlink-host.js';
import { namespaceNames } from './netns/namespaces.js';
import type { NetworkFacts } from './network/read.js';
import { readRouting } from './proc/routing.js';
import { readSysctl } from './proc/sysctl.js';

/** The host's settings that VPCs change, and put back. */
const SYSCTLS = ['net/ipv4/ip_forward', 'net/ipv4/conf/all/accept_redirects'] as const;

/**
 * What `decide` may know of the host.
 * @param backends the installed drivers of the packet policy
 * @throws VpcctlError `HOST_PROGRAM_MISSING` or `HOST_STEP_FAILED`, only where `needs` has `tables` or `network`
 */
export async function readHostFacts(
  needs: HostNeeds,
  backends: readonly Driver[] = [],
  real: HostReader = createHost(),
): Promise<HostFacts> {
  const host = memoize(real);
  return {
    ...readRouting((path) => host.readFile(path)),
    namespaces: namespaceNames(),
    ...(needs.network ? await network(real) : { addresses: [], uplinks: [], running: [] }),
    tables: needs.tables ? await readTables(real) : [],
    backends: await probeBackends(needs.backends ?? [], backends, host),
    listeners: needs.listeners ? await listeners(host, needs.listeners) : [],
    ...(needs.filters ? await readFilters(host) : { filters: [], firewallPrograms: [] }),
    sysctls: Object.fromEntries(
      [...SYSCTLS, ...(needs.sysctls ?? [])].flatMap((key) => {
        const value = readSysctl(key);
        return value === null ? [] : [[key, value]];
      }),
    ),
    ...(needs.traffic && { traffic: await traffic(real, needs.traffic) }),
    ...(needs.containers && { containers: await containers(real, needs.containers) }),
  };
}

/** The same host, which runs each command only once for the same arguments and input. */
function memoize(host: HostReader): HostReader {
  const outputs = new Map<string, Promise<string>>();
  const once = (command: readonly unknown[], run: () => Promise<string>): Promise<string> => {
    const key = JSON.stringify(command);
    const output = outputs.get(key) ?? run();
    outputs.set(key, output);
    return output;
  };
  return {
    run: (program, args, input) =>
      once([program, args, input], () => host.run(program, args, input)),
    nft: (args, input) => once(['nft', args, input], () => host.nft(args, input)),
    readFile: (path) => host.readFile(path),
  };
}

async function network(host: HostReader): Promise<NetworkFacts> {
  const { readNetwork } = await import('./network/read.js');
  return readNetwork(host);
}

async function readFilters(
  host: HostReader,
): Promise<Pick<HostFacts, 'filters' | 'firewallPrograms'>> {
  if (process.geteuid?.() !== 0) return { filters: [], firewallPrograms: [] };
  const { findForeignChains } = await import('./foreign-firewall/detect.js');
  const { usablePrograms } = await import('./foreign-firewall/lasting/wanted-files.js');
  return {
    filters: await findForeignChains(host),
    firewallPrograms: usablePrograms((path) => host.readFile(path)),
  };
}

async function traffic(host: HostReader, needs: TrafficNeeds): Promise<TrafficFacts> {
  const { readTraffic } = await import('./traffic/index.js');
  return readTraffic(host, needs);
}

async function containers(
  host: HostReader,
  questions: readonly ContainerQuestion[],
): Promise<ContainerFact[]> {
  const { readContainers } = await import('./containers/read.js');
  return readContainers(host, questions);
}

async function listeners(host: HostReader, ranges: readonly PortRange[]): Promise<Listener[]> {
  const { readListeners } = await import('./proc/listeners.js');
  return readListeners(host, ranges);
}

async function readTables(host: HostReader): Promise<number[]> {
  const rules =
    byNetlink(host, 'the rules cannot be read', (session) => session.socket(null).rules()) ??
    (await rulesByProgram(host));
  return [...new Set(rules.flatMap((rule) => rule.table ?? []))].sort((a, b) => a - b);
}

async function rulesByProgram(host: HostReader) {
  const { parseRules } = await import('./iproute2/ip/parse.js');
  return parseRules(await host.run('ip', ['-N', '-j', 'rule']));
}
