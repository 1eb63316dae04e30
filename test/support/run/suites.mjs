/** The projects of vitest.config.ts that make up a suite, by the driver of the packet policy. */
export const SUITES = {
  all: { nftables: ['unit', 'kernel'], 'iptables-legacy': ['kernel-legacy'] },
  unit: { nftables: ['unit'], 'iptables-legacy': [] },
  kernel: { nftables: ['kernel'], 'iptables-legacy': ['kernel-legacy'] },
  attacks: { nftables: ['attacks'], 'iptables-legacy': ['attacks-legacy'] },
  chaos: { nftables: ['chaos'], 'iptables-legacy': ['chaos-legacy'] },
  worlds: { nftables: ['worlds'], 'iptables-legacy': ['worlds-legacy'] },
  install: { nftables: ['install'], 'iptables-legacy': [] },
  page: { nftables: ['page'], 'iptables-legacy': [] },
  long: {
    nftables: ['attacks', 'chaos', 'worlds', 'install'],
    'iptables-legacy': ['attacks-legacy', 'chaos-legacy', 'worlds-legacy'],
  },
};

export const BACKENDS = ['nftables', 'iptables-legacy'];

/** What a suite holds, for its help, and examples of command lines. */
export const ABOUT = {
  all: {
    holds: 'what a change has to pass: unit and kernel tests',
    examples: ['', 'test/kernel/cli'],
  },
  unit: {
    holds: 'tests without root and without a kernel',
    examples: ['', 'test/unit/journal', '--runs 3000 sequences'],
  },
  kernel: {
    holds: 'tests of the real kernel, in labs',
    examples: ['', 'test/kernel/cli --workers 1', '--backend iptables-legacy', '--cases all'],
  },
  attacks: {
    holds: 'attacks with raw frames, weakened builds, floods during changes; with each driver',
    examples: ['', '--mutations all --bridge-filter both --flood 200', '--backend nftables closed'],
  },
  chaos: {
    holds: 'kills, steps that fail, full disks, damaged hosts, many commands at once',
    examples: ['', '--points all --steps all --kills 200', '--kills 50 --seed 7 random-kills'],
  },
  worlds: {
    holds: 'random VPCs with real packets, random sequences of commands, random sabotage',
    examples: [
      '',
      '--runs 300 --seed 1 --at-once 3 --backend nftables',
      '--sequences 42 sequences',
    ],
  },
  install: {
    holds: 'npm packages, plugins as users install them, a host that boots, firewalls, podman',
    examples: ['', 'boot'],
  },
  page: {
    holds: 'the page of vpcctl ui in a real Chromium, which is installed where it is missing',
    examples: ['', 'strangers'],
  },
  long: {
    holds: 'all long suites: attacks, chaos, worlds, install',
    examples: [
      '',
      '--mutations all --points all --steps all --kills 200 --runs 100 --sequences 20',
    ],
  },
};
