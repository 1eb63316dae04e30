/** What a unit that runs vpcctl may do. Pure. */

const CAPABILITIES = [
  'CAP_NET_ADMIN',
  'CAP_SYS_ADMIN',
  'CAP_DAC_OVERRIDE',
  'CAP_NET_RAW',
  'CAP_SETUID',
  'CAP_SETGID',
];

/** What each service lacks. */
const COMMON = `SystemCallErrorNumber=EPERM
SystemCallArchitectures=native
DevicePolicy=closed
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
KeyringMode=private
# No MemoryDenyWriteExecute=: Node compiles while it runs.
`;

/**
 * The lines that take all else away from a service.
 * @param more capabilities that it needs besides
 */
export function hardening(more: readonly string[] = []): string {
  return `# Least privilege, as far as the work allows. Nothing here may give the service mounts of its own
# (as ProtectSystem=, ProtectHome=, PrivateTmp=, ProtectKernelTunables= and others do): a named
# namespace is a mount under /run/netns, and the host would not see it.
# The service needs CAP_NET_ADMIN for links, routes and packet filter; CAP_SYS_ADMIN for namespaces
# and their mounts; CAP_DAC_OVERRIDE for a state directory or a node in a user's home; CAP_NET_RAW
# for the raw IPv4 socket of iptables-legacy; and CAP_SETUID and CAP_SETGID for daemons of plugins,
# which drop root.
CapabilityBoundingSet=${[...CAPABILITIES, ...more].join(' ')}
NoNewPrivileges=yes
# Netlink sockets talk to the kernel; only daemons of plugins use the network.
RestrictAddressFamilies=AF_NETLINK AF_UNIX AF_INET AF_INET6
# \`ip -n\` enters a namespace, and mounts its /sys in a mount namespace of its own.
RestrictNamespaces=net mnt
SystemCallFilter=@system-service @mount
${COMMON}`;
}

/** The same for a service that reads the kernel, and changes nothing but its own files. */
export function readerHardening(): string {
  return `# Least privilege. The service needs CAP_NET_ADMIN to read what the kernel tells of connections and
# packets, and CAP_DAC_OVERRIDE for a state directory or a node in a user's home.
CapabilityBoundingSet=CAP_NET_ADMIN CAP_DAC_OVERRIDE
NoNewPrivileges=yes
# Netlink sockets talk to the kernel; the others tell the name of an interface.
RestrictAddressFamilies=AF_NETLINK AF_UNIX AF_INET
RestrictNamespaces=yes
SystemCallFilter=@system-service
${COMMON}`;
}
