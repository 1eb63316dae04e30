/** By what a routing table, a rule or an interface looks like a certain program's. Pure. */

/** Interfaces that programs name after themselves, or after what they make. */
const INTERFACES: readonly (readonly [RegExp, string])[] = [
  [/^tailscale/, 'tailscale'],
  [/^(wg|mullvad|proton)/, 'wg-quick'],
  [/^(tun|tap|vpn|ppp)/, 'a VPN client, such as OpenVPN'],
  [/^zt/, 'ZeroTier'],
  [/^nebula/, 'Nebula'],
  [/^(docker|br-[0-9a-f]{12}$)/, 'Docker'],
  [/^(podman|cni)/, 'Podman'],
  [/^(cali|vxlan\.calico)/, 'Calico'],
  [/^(cilium|lxc)/, 'Cilium'],
  [/^(virbr|vnet)/, 'libvirt'],
  [/^(lxd|incus)/, 'Incus'],
  [/^(vrrp|keepalived)/, 'keepalived'],
];

/** Route tables whose numbers programs choose by themselves. */
const TABLES: ReadonlyMap<number, string> = new Map([
  [52, 'tailscale'],
  [51_820, 'wg-quick'],
  [220, 'strongSwan'],
  [2004, 'Cilium'],
  [2005, 'Cilium'],
]);

/** RT_TABLE_MAIN and RT_TABLE_LOCAL, which all programs use. */
const SHARED_TABLES = [254, 255];

/** The kinds of links that a program alone makes. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['wireguard', 'wg-quick'],
  ['tun', 'a VPN client, such as OpenVPN'],
]);

/** What is known of a thing that was found in the way. */
export interface Traces {
  readonly table?: number | null | undefined;
  readonly interface?: string | null | undefined;
  /** The kind of that interface. */
  readonly kind?: string | null | undefined;
}

/** The program that traces look like; null where they tell nothing. */
export function programOf({ table = null, interface: name = null, kind = null }: Traces) {
  const byName = name === null ? undefined : INTERFACES.find(([shape]) => shape.test(name))?.[1];
  const byTable = table === null ? undefined : TABLES.get(table);
  const byKind = kind === null ? undefined : KINDS.get(kind);
  const own = table !== null && !SHARED_TABLES.includes(table);
  return byTable ?? byName ?? byKind ?? (own ? 'a program with routing rules of its own' : null);
}

/** What sets forwarding of an interface to 0. */
export const HARDENING = 'a hardening of the host, such as CIS, or systemd-networkd';
