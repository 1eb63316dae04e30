import {
  type HostReader,
  type ObservedLink,
  type Queueing,
  type Resource,
  VpcctlError,
} from '@vpcctl/sdk';
import { keeps } from './discipline.js';
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
  const seen = await readQueues(host);
  return [
    ...candidates.filter(isIfb).flatMap((candidate) => observeIfb(candidate, seen.links)),
    ...candidates.filter(isQdisc).flatMap((candidate) => observeQdisc(candidate, seen)),
    ...candidates.filter(isRedirect).flatMap((candidate) => observeRedirect(candidate, seen)),
  ];
}

/**
 * The links of the host and their queueing, without a program where vpcctl speaks netlink.
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN`
 */
export async function readQueues(host: HostReader): Promise<Queueing> {
  const read = await host.readQueueing?.();
  if (read) return read;
  // Loaded on demand: it brings zod.
  const reader = await import('./read-by-programs.js');
  return reader.readByPrograms(host);
}

function observeIfb(candidate: Ifb, links: readonly ObservedLink[]): Resource[] {
  const { name, alias, mac, altname } = candidate.attributes;
  const link = links.find((each) => each.name === name);
  if (link === undefined) return [];
  // The alias is set after the device is created, so it may be missing.
  const marked = link.alias === null ? link.mac === mac : link.alias === alias;
  if (!marked || link.kind !== 'ifb') {
    throw new VpcctlError(`${name} is there already, and vpcctl did not make it`, {
      code: 'HOST_NOT_OURS',
      category: 'host',
      hints: [`look at it: ip -d link show ${name}`, 'rename or remove it, then try again'],
    });
  }
  const mode = link.addressGeneration;
  const deviations = [
    ...(link.up ? [] : ['down']),
    ...(mode === null || mode === 'none' ? [] : ['makes IPv6 addresses']),
  ];
  const attributes = {
    ...{ name, mac: link.mac, alias: link.alias ?? '' },
    altname: altname !== null && link.altnames.includes(altname) ? altname : null,
    ...(deviations.length > 0 && { deviations }),
  };
  return [{ ...candidate, attributes }];
}

function observeQdisc(candidate: Qdisc, { qdiscs }: Queueing): Resource[] {
  const { link, discipline } = candidate.attributes;
  const found = qdiscs.get(link);
  if (found === undefined) return [];
  if (keeps(discipline, found)) return [candidate];
  const { kind } = found;
  return [{ ...candidate, attributes: { link, discipline: { ...found.discipline, kind } } }];
}

function observeRedirect(candidate: Redirect, { redirects }: Queueing): Resource[] {
  const { link, ifb } = candidate.attributes;
  const to = redirects.get(link);
  if (to === undefined) return [];
  return [to === ifb ? candidate : { ...candidate, attributes: { link, ifb: to ?? '' } }];
}
