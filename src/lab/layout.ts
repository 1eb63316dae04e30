/** Where things are in a lab. The addresses are of the documentation ranges (RFC 5737), so none is real. */
export const LAB = {
  directory: '/run/vpcctl-lab',
  /** Programs that come first on PATH: `vpcctl`, `node`, `sudo`. */
  programs: '/run/vpcctl-lab/bin',
  home: '/run/vpcctl-lab/home',
  state: '/run/vpcctl-lab/home/.vpcctl',
  /** The namespace that plays the internet; enter it with `nsenter --net=<this>`. Not in `ip netns list`. */
  internet: '/run/vpcctl-lab/internet',
} as const;

export const UPLINK = { interface: 'eth0', address: '203.0.113.2', prefix: 24 } as const;

/** The lab's internet: its end of the uplink, and the host that answers ping and HTTP on port 80. */
export const INTERNET = { gateway: '203.0.113.1', host: '198.51.100.8', httpPort: 80 } as const;

/** Variables that lead to the real user's files and services, which a lab does not have, or cannot use: it has no TLS. */
const OUTSIDE = [
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_RUNTIME_DIR',
  'XDG_STATE_HOME',
  'BASH_ENV',
  'ENV',
  // Node reads them at each start.
  'NODE_EXTRA_CA_CERTS',
];

/** Where a plain user's PATH often does not lead: Debian keeps `ip`, `nft` and `tc` there. */
const ADMINISTRATION = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The environment of a lab's command, from that of the process which makes the lab. Pure. */
export function labEnvironment(outside: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = (outside['PATH'] ?? '/usr/bin:/bin').split(':').filter((entry) => entry !== '');
  const missing = ADMINISTRATION.filter((entry) => !path.includes(entry));
  const environment: NodeJS.ProcessEnv = {
    ...outside,
    PATH: [LAB.programs, ...path.filter((entry) => entry !== LAB.programs), ...missing].join(':'),
    HOME: LAB.home,
    VPCCTL_HOME: LAB.state,
    VPCCTL_LAB: '1',
  };
  for (const name of OUTSIDE) delete environment[name];
  return environment;
}
