import {
  type Bridge,
  type HostReader,
  namespaceOption,
  type Resource,
  type Veth,
} from '@vpcctl/sdk';
import { byNetlink } from '../../netlink/netlink-host.js';
import { readLinks, unreadable } from '../ip/netlink-snapshot.js';
import { type ObservedLink, parseLinks } from '../ip/parse.js';
import { isVeth } from '../ip/resources.js';

/**
 * Whether the link with a resource's name is ours. It has to be of that kind and to have our alias.
 * A link without an alias is ours by its MAC, since an alias is set only after the link was
 * created.
 */
export function isOwnLink(link: ObservedLink, { kind, attributes }: Bridge | Veth): boolean {
  const { alias, mac } = attributes;
  const isMarked = link.ifalias === undefined ? link.address === mac : link.ifalias === alias;
  return isMarked && link.linkinfo.info_kind === kind;
}

/** The workload that a link of ours serves, `vpc1/web`, by the alias that we give the link. */
export function labelOf(alias: string): string {
  return alias.replace(/^vpcctl:/, '');
}

/** Whether a namespace holds the guest end of one of our veth pairs, so that it is ours. */
export function holdsGuestEnd(
  namespace: string,
  links: ReadonlyMap<string, ObservedLink>,
  resources: readonly Resource[],
): boolean {
  return resources.filter(isVeth).some(({ attributes: { peer } }) => {
    const end = links.get(peer.name);
    return (
      peer.namespace === namespace && end?.linkinfo.info_kind === 'veth' && end.address === peer.mac
    );
  });
}

/**
 * The links of a namespace by name; null is the host's own namespace.
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN`
 */
export async function showLinks(
  host: HostReader,
  namespace: string | null,
): Promise<ReadonlyMap<string, ObservedLink>> {
  const seen = byNetlink(host, unreadable(namespace), (session) =>
    readLinks(session.socket(namespace)),
  );
  if (seen !== null) return seen;
  const args = [...namespaceOption(namespace), '-j', '-d', 'link', 'show'];
  const links = parseLinks(await host.run('ip', args));
  return new Map(links.map((link) => [link.ifname, link]));
}
