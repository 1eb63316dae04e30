import type { LastingException, VpcTraffic } from '@vpcctl/sdk';
import type { Read, WantedFile } from './file.js';

type Vpcs = LastingException['attributes']['vpcs'];

const DIRECTORY = '/etc/firewalld';
/** Of the set of VPCs' traffic and of the zone that it belongs to. */
export const NAME = 'vpcctl';
export const SET_FILE = `${DIRECTORY}/ipsets/${NAME}.xml`;
/** The file that `status` names. */
export const ZONE_FILE = `${DIRECTORY}/zones/${NAME}.xml`;

/** How files of ours are recognised. It stays where `firewall-cmd --permanent` rewrites a file. */
const OWN = `<short>${NAME}</short>`;

/** Whether firewalld is installed, keeps its rules in nftables, and has no files of our names. */
export function usesFirewalld(read: Read): boolean {
  const settings = read(`${DIRECTORY}/firewalld.conf`);
  if (settings === null || read('/usr/sbin/firewalld') === null) return false;
  if (/^\s*FirewallBackend\s*=\s*iptables\b/m.test(settings)) return false;
  return [SET_FILE, ZONE_FILE].every((path) => read(path)?.includes(OWN) ?? true);
}

/**
 * The files of firewalld as they should be, in the order in which they are to be written. A zone
 * with a set that does not exist would make firewalld drop all of its configuration. Pure, but for
 * `read`.
 */
export function firewalldFiles(read: Read, vpcs: Vpcs): WantedFile[] {
  if (vpcs.length > 0 && usesFirewalld(read)) return filesFor(vpcs);
  return filesFor([]).filter(({ path }) => read(path)?.includes(OWN));
}

/** The files for these VPCs, whatever there is: a zone is never without its set. */
export function filesFor(vpcs: Vpcs): WantedFile[] {
  return vpcs.length > 0
    ? [
        { path: SET_FILE, text: setText(vpcs) },
        { path: ZONE_FILE, text: ZONE_TEXT },
      ]
    : [
        { path: ZONE_FILE, text: null },
        { path: SET_FILE, text: null },
      ];
}

/**
 * The traffic of each VPC: its networks with its mark, which only its own policy sets. So nothing
 * passes where that policy was flushed.
 */
function setText(vpcs: Vpcs): string {
  const entries = vpcs.flatMap(({ networks, segment }) =>
    networks.map((network) => `  <entry>${network},0x${segment.toString(16)}</entry>\n`),
  );
  return `${HEAD}<ipset type="hash:ip,mark">
  ${OWN}
  <description>Traffic of VPCs: their networks, with the mark that their policy sets.</description>
${entries.join('')}</ipset>
`;
}

const HEAD = `<?xml version="1.0" encoding="utf-8"?>
<!-- vpcctl writes this file anew when it is changed, and removes it with the last VPC. -->
`;

/** The target lets packets be forwarded. The rules are about packets to the host itself. */
const ZONE_TEXT = `${HEAD}<zone target="ACCEPT">
  ${OWN}
  <description>VPCs: what they may is decided by their own policy.</description>
  <source ipset="${NAME}"/>
  <rule family="ipv4" priority="32766">
    <icmp-type name="echo-request"/>
    <accept/>
  </rule>
  <rule priority="32767">
    <drop/>
  </rule>
</zone>
`;

/** The elements that firewalld makes of the entries, as nft takes them in JSON. Pure. */
export function setElements(vpcs: readonly VpcTraffic[]) {
  return vpcs.flatMap(({ networks, segment }) =>
    networks.map((network) => {
      const [addr = '', length = ''] = network.split('/');
      return { concat: [{ prefix: { addr, len: Number(length) } }, segment] };
    }),
  );
}
