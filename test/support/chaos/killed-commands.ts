export type Words = readonly [string, ...string[]];

/** A command that is killed, and what is around it. */
export interface KilledCommand {
  /** As users type it. */
  readonly command: string;
  /** Commands that come before, from the tutorial on. */
  readonly given?: readonly Words[];
  /** What other programs do to the lab before. */
  readonly damage?: string;
  /** `LAST` stands for the number of the newest change, `OTHER` for the driver that is not in use. */
  readonly args: Words;
  /** What puts right what a killed one left, and its exit codes: by default a change that is refused. */
  readonly recovery?: { readonly args: Words; readonly exitCodes: readonly number[] };
  /** Whether it works in a copy of the state directory, which it leaves with a whole journal. */
  readonly copied?: boolean;
  /** Whether it writes no entry to the journal. */
  readonly unrecorded?: boolean;
}

/** What every run finds, beside the tutorial; the file is a topology. IPv6 addresses would become valid a moment later. */
export const SURROUNDINGS = `set -e
  ip netns add container
  ip netns add isp2
  ip link add eth1 type veth peer name far netns isp2
  ip addr add 192.0.2.2/24 dev eth1
  ip link set eth1 addrgenmode none up; ip -n isp2 link set far addrgenmode none up
  echo '{"name": "net", "vpcs": {"new": {"cidr": "10.6.0.0/16", "subnets": {"web": {"cidr": "auto/24", "instances": {"one": {}, "two": {}}, "shape": {"rate": "1mbit"}}}}}}' > /run/net.json`;

/** The copy of the state directory, and a file beside it. */
export const COPY = '/run/copied/state';
export const EXPORTED = '/run/copied/vpcs.ndjson';

/** The folder of a plugin, which the test makes. */
export const LAMP = '/run/lamp';

const again = (args: Words, ...exitCodes: number[]) => ({
  args,
  exitCodes: [0, ...exitCodes],
});

const GUARDED: Words = ['unpeer', 'vpc1', 'vpc2', '--confirm-within', '1s'];

/** Every command that changes something. Each is killed as often as any other. */
export const KILLED_COMMANDS: readonly KilledCommand[] = [
  { command: 'create-vpc', args: ['create-vpc', 'vpc3', '10.3.0.0/16'] },
  { command: 'delete-vpc', args: ['delete-vpc', 'vpc1'] },
  { command: 'add-subnet', args: ['add-subnet', 'vpc1', 'new', '10.0.3.0/24'] },
  { command: 'delete-subnet', args: ['delete-subnet', 'vpc1', 'private'] },
  { command: 'add-instance', args: ['add-instance', 'vpc1', 'private', 'db1'] },
  {
    command: 'delete-instance',
    given: [['add-instance', 'vpc1', 'private', 'db1']],
    args: ['delete-instance', 'vpc1', 'private', 'db1'],
  },
  { command: 'attach', args: ['attach', 'vpc1', 'private', '--netns', 'container'] },
  {
    command: 'detach',
    given: [['attach', 'vpc1', 'private', '--netns', 'container']],
    args: ['detach', 'vpc1', 'private', 'container'],
  },
  {
    command: 'apply',
    args: ['apply', '-f', '/run/net.json', '--yes'],
  },
  { command: 'destroy', args: ['destroy', 'vpc1', 'vpc2', '--yes'] },
  {
    command: 'peer',
    given: [['unpeer', 'vpc1', 'vpc2']],
    args: ['peer', 'vpc1', 'vpc2'],
  },
  { command: 'unpeer', args: ['unpeer', 'vpc1', 'vpc2'] },
  { command: 'set-uplink', args: ['set-uplink', 'vpc1', 'eth1'] },
  { command: 'apply-firewall', args: ['apply-firewall', 'vpc1', 'private', '/run/all.json'] },
  { command: 'clear-firewall', args: ['clear-firewall', 'vpc1', 'public'] },
  { command: 'set-limits', args: ['set-limits', 'vpc1', '--connections', '9000'] },
  { command: 'label', args: ['label', 'vpc1', 'team=blue'] },
  { command: 'flow-logs enable', args: ['flow-logs', 'enable', 'vpc1'] },
  {
    command: 'flow-logs disable',
    given: [['flow-logs', 'enable', 'vpc1']],
    args: ['flow-logs', 'disable', 'vpc1'],
  },
  { command: 'backend set', args: ['backend', 'set', 'OTHER'] },
  { command: 'forward', args: ['forward', 'vpc1', 'private', '8080:80'] },
  {
    command: 'unforward',
    given: [['forward', 'vpc1', 'private', '8080:80']],
    args: ['unforward', 'vpc1', '8080'],
  },
  { command: 'shape', args: ['shape', 'vpc1', 'public', '--rate', '1mbit'] },
  {
    command: 'unshape',
    given: [['shape', 'vpc1', 'public', '--rate', '1mbit']],
    args: ['unshape', 'vpc1', 'public'],
  },
  { command: 'undo', args: ['undo', '2'] },
  { command: 'redo', given: [['undo', '2']], args: ['redo', '2'] },
  { command: 'revert', given: [['delete-vpc', 'vpc2']], args: ['revert', 'LAST'] },
  // Nobody confirms it, so its watchdog or the next change rolls it back.
  { command: 'unpeer --confirm-within', args: GUARDED },
  {
    command: 'confirm',
    given: [['unpeer', 'vpc1', 'vpc2', '--confirm-within', '10m']],
    args: ['confirm'],
    recovery: again(['confirm'], 2),
  },
  {
    command: 'await-confirmation',
    given: [GUARDED],
    args: ['await-confirmation', 'LAST'],
  },
  {
    command: 'replay',
    damage: 'nft flush ruleset; ip link delete br-vpc1; ip netns delete vpc2-web',
    args: ['replay', '--explain'],
    unrecorded: true,
    recovery: again(['replay', '--explain']),
  },
  {
    command: 'repair',
    damage: 'ip route flush table 7001; ip link delete br-vpc2',
    args: ['repair', '--explain'],
    unrecorded: true,
    recovery: again(['repair', '--explain']),
  },
  {
    command: 'journal import',
    copied: true,
    unrecorded: true,
    given: [['journal', 'export', EXPORTED]],
    damage: `rm -r ${COPY}`,
    args: ['journal', 'import', EXPORTED],
    recovery: again(['journal', 'import', EXPORTED]),
  },
  {
    command: 'journal accept-loss',
    copied: true,
    unrecorded: true,
    // A letter of the last description.
    damage: `sed -i '$ s/"seq"/"sep"/' ${COPY}/journal.ndjson`,
    args: ['journal', 'accept-loss'],
    recovery: again(['journal', 'accept-loss'], 2),
  },
  {
    command: 'journal export',
    copied: true,
    unrecorded: true,
    given: [['journal', 'export', EXPORTED]],
    args: ['journal', 'export', EXPORTED, '--force'],
    recovery: again(['journal', 'export', EXPORTED, '--force']),
  },
  {
    command: 'plugins install',
    args: ['plugins', 'install', LAMP],
    unrecorded: true,
    recovery: again(['plugins', 'install', LAMP]),
  },
  {
    command: 'plugins uninstall',
    given: [['plugins', 'install', LAMP]],
    args: ['plugins', 'uninstall', 'lamp'],
    unrecorded: true,
    recovery: again(['plugins', 'uninstall', 'lamp'], 2),
  },
];

const READS = 'it only reads';

/** Commands that are not killed, and why. */
export const NOT_KILLED: Readonly<Record<string, string>> = {
  completion: 'prints a script, and changes nothing',
  'backend compare': 'it works in labs of its own, which end with it',
  'backend show': READS,
  bisect: READS,
  'boot disable': 'a lab has no systemd; test/unit/boot has what a killed one leaves',
  'boot enable': 'a lab has no systemd; test/unit/boot has what a killed one leaves',
  'boot status': READS,
  diff: READS,
  export: READS,
  plan: READS,
  'flow-logs run': 'it changes no host; test/kernel/flow-logs kills it',
  'flow-logs status': READS,
  'logs flow': READS,
  exec: 'what runs is the program of the user',
  graph: 'it writes the one file that is asked for',
  history: READS,
  events: READS,
  'watch list': READS,
  'watch status': READS,
  capture: 'it changes nothing; test/kernel/capture has what a killed one leaves',
  metrics: 'it changes nothing; the file it writes is replaced in one step',
  'journal verify': READS,
  lab: 'all that a lab is ends with its first process',
  'lab build': 'it is apply, in a lab that ends where it fails',
  'lab end': 'what it has ended is gone, and the next command removes the record',
  'lab enter': 'what runs is the program of the user',
  'lab list': READS,
  list: READS,
  plugins: READS,
  reach: READS,
  shell: 'what runs is the shell of the user',
  show: READS,
  status: READS,
  ui: 'it changes by undo and revert alone, which are killed',
  trace: 'test/kernel/watch/trace.e2e.test.ts kills it',
  'watch denied': 'test/kernel/watch/denied.e2e.test.ts kills it',
};
