import { type HostReader, type Resource, VpcctlError } from '@vpcctl/sdk';
import { keeps } from './discipline.js';
import {
  type ObservedFilter,
  type ObservedLink,
  type ObservedQdisc,
  parseFilters,
  parseLinks,
  parseQdiscs,
} from './parse.js';
import { type Ifb, isIfb, isQdisc, isRedirect, type Qdisc, type Redirect } from './resources.js';

/**
 * Observes which of `candidates` the host has. A qdisc of another program on a limited link is
 * reported as drift of the limit; other links are not looked at.
 * @throws VpcctlError `HOST_NOT_OURS` if vpcctl did not make a device of that name;
 * `HOST_STEP_FAILED`
 */
export async function observe(
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Resource[]> {
  if (candidates.length === 0) return [];
  const [qdiscs, links] = await Promise.all([
    host.run('tc', ['-j', 'qdisc', 'show']).then(parseQdiscs),
    host.run('ip', ['-j', '-d', 'link', 'show']).then(parseLinks),
  ]);
  const ingress = new Set(qdiscs.filter(({ kind }) => kind === 'ingress').map(({ dev }) => dev));
  const redirects = candidates
    .filter(isRedirect)
    .filter(({ attributes }) => ingress.has(attributes.link));
  return [
    ...candidates.filter(isIfb).flatMap((candidate) => observeIfb(candidate, links)),
    ...candidates.filter(isQdisc).flatMap((candidate) => observeQdisc(candidate, qdiscs)),
    ...(await observeRedirects(host, redirects)),
  ];
}

function observeIfb(candidate: Ifb, links: readonly ObservedLink[]): Resource[] {
  const { name, alias, mac, altname } = candidate.attributes;
  const link = links.find(({ ifname }) => ifname === name);
  if (link === undefined) return [];
  // The alias is set after the device is created, so it may be missing.
  const marked = link.ifalias === undefined ? link.address === mac : link.ifalias === alias;
  if (!marked || link.linkinfo.info_kind !== 'ifb') {
    throw new VpcctlError(`${name} is there already, and vpcctl did not make it`, {
      code: 'HOST_NOT_OURS',
      category: 'host',
      hints: [`look at it: ip -d link show ${name}`, 'rename or remove it, then try again'],
    });
  }
  const mode = link.inet6_addr_gen_mode;
  const deviations = [
    ...(link.flags.includes('UP') ? [] : ['down']),
    ...(mode === undefined || mode === 'none' ? [] : ['makes IPv6 addresses']),
  ];
  const attributes = {
    ...{ name, mac: link.address, alias: link.ifalias ?? '' },
    altname: altname !== null && link.altnames.includes(altname) ? altname : null,
    ...(deviations.length > 0 && { deviations }),
  };
  return [{ ...candidate, attributes }];
}

function observeQdisc(candidate: Qdisc, qdiscs: readonly ObservedQdisc[]): Resource[] {
  const { link, discipline } = candidate.attributes;
  // The kernel's own default qdisc has no handle.
  const found = qdiscs.find(({ dev, root, handle }) => dev === link && root && handle !== '0:');
  if (found === undefined) return [];
  if (keeps(discipline, found)) return [candidate];
  const { kind, options } = found;
  return [{ ...candidate, attributes: { link, discipline: { kind, options } } }];
}

async function observeRedirects(
  host: HostReader,
  candidates: readonly Redirect[],
): Promise<Resource[]> {
  if (candidates.length === 0) return [];
  const questions = candidates.map(
    ({ attributes }) => `filter show dev ${attributes.link} ingress\n`,
  );
  const answers = parseFilters(await host.run('tc', ['-j', '-batch', '-'], questions.join('')));
  return candidates.map((candidate, i) => {
    const { link, ifb } = candidate.attributes;
    const isWhole = redirectsTo(ifb, answers[i] ?? []);
    return isWhole ? candidate : { ...candidate, attributes: { link, ifb: '' } };
  });
}

/** Whether the first filter redirects every packet to the ifb. */
function redirectsTo(ifb: string, filters: readonly ObservedFilter[]): boolean {
  const first = filters.find(
    ({ options }) => options.match !== undefined || options.actions.length,
  );
  const { match, actions = [] } = first?.options ?? {};
  const [action] = actions;
  return (
    first?.kind === 'u32' &&
    match?.value === '0' &&
    match.mask === '0' &&
    action?.mirred_action === 'redirect' &&
    action.direction === 'egress' &&
    action.to_dev === ifb
  );
}
