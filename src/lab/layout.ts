/** The files and names of a lab. */
export const LAB = {
  directory: '/run/vpcctl-lab',
  /** Programs that come first on PATH: `vpcctl`, `node`, `sudo`. */
  programs: '/run/vpcctl-lab/bin',
  home: '/run/vpcctl-lab/home',
  state: '/run/vpcctl-lab/home/.vpcctl',
  /** The internet's namespace: `nsenter --net=<this>` enters it. It is not in `ip netns list`. */
  internet: '/run/vpcctl-lab/internet',
} as const;

// The addresses are of the documentation ranges (RFC 5737), so that none is real.

export const UPLINK = { interface: 'eth0', address: '203.0.113.2', prefix: 24 } as const;

/**
 * The lab's internet: its end of the uplink, and the host that answers ping and HTTP on port 80.
 */
export const INTERNET = { gateway: '203.0.113.1', host: '198.51.100.8', httpPort: 80 } as const;

/**
 * Variables that name the real user's files and services. A lab lacks them, or can't use them: no
 * TLS.
 */
const OF_REAL_USER = [
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_RUNTIME_DIR',
  'XDG_STATE_HOME',
  'BASH_ENV',
  'ENV',
  // Node reads this file at each start.
  'NODE_EXTRA_CA_CERTS',
];

/** Directories that a plain user's PATH often lacks: Debian keeps `ip`, `nft` and `tc` there. */
const ADMINISTRATION = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/**
 * The environment of a lab's command, from the environment of the process that makes the lab. Pure.
 */
export function labEnvironment(host: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = (host['PATH'] ?? '/usr/bin:/bin').split(':').filter((entry) => entry !== '');
  const missing = ADMINISTRATION.filter((entry) => !path.includes(entry));
  const environment: NodeJS.ProcessEnv = {
    ...host,
    PATH: [LAB.programs, ...path.filter((entry) => entry !== LAB.programs), ...missing].join(':'),
    HOME: LAB.home,
    VPCCTL_HOME: LAB.state,
    VPCCTL_LAB: '1',
  };
  for (const name of OF_REAL_USER) delete environment[name];
  return environment;
}
