import type { HostReader, ObservedLink, Queueing } from '@vpcctl/sdk';
import {
  disciplineOf,
  parseFilters,
  parseLinks,
  parseQdiscs,
  type ShownFilter,
  type ShownLink,
  statisticsOf,
} from './parse.js';

/**
 * Reads the queueing of the host by `tc` and `ip`.
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN`
 */
export async function readByPrograms(host: HostReader): Promise<Queueing> {
  const [qdiscs, links] = await Promise.all([
    host.run('tc', ['-s', '-j', 'qdisc', 'show']).then(parseQdiscs),
    host.run('ip', ['-j', '-d', 'link', 'show']).then(parseLinks),
  ]);
  // The kernel's own default qdisc has no handle.
  const set = qdiscs.filter(({ root, handle }) => root && handle !== '0:');
  const ingress = qdiscs.filter(({ kind }) => kind === 'ingress').map(({ dev }) => dev);
  const filters = ingress.length === 0 ? [] : await readFilters(host, ingress);
  return {
    links: links.map(observedLink),
    qdiscs: new Map(
      set.map((qdisc) => [
        qdisc.dev,
        {
          kind: qdisc.kind,
          discipline: disciplineOf(qdisc),
          statistics: statisticsOf(qdisc),
        },
      ]),
    ),
    redirects: new Map(ingress.map((link, i) => [link, redirectOf(filters[i] ?? [])])),
  };
}

/** The filters of each link, in the order of the links. */
async function readFilters(host: HostReader, links: readonly string[]): Promise<ShownFilter[][]> {
  const questions = links.map((link) => `filter show dev ${link} ingress\n`);
  return parseFilters(await host.run('tc', ['-j', '-batch', '-'], questions.join('')));
}

function observedLink(link: ShownLink): ObservedLink {
  return {
    name: link.ifname,
    up: link.flags.includes('UP'),
    mac: link.address,
    kind: link.linkinfo.info_kind ?? null,
    alias: link.ifalias ?? null,
    altnames: link.altnames,
    addressGeneration: link.inet6_addr_gen_mode ?? null,
  };
}

/** The link to which the first filter redirects every packet; null where it does not. */
function redirectOf(filters: readonly ShownFilter[]): string | null {
  const first = filters.find(
    ({ options }) => options.match !== undefined || options.actions.length,
  );
  const { match, actions = [] } = first?.options ?? {};
  const [action] = actions;
  const isOfAll = first?.kind === 'u32' && match?.value === '0' && match.mask === '0';
  const isRedirect = action?.mirred_action === 'redirect' && action.direction === 'egress';
  return isOfAll && isRedirect ? (action.to_dev ?? null) : null;
}
