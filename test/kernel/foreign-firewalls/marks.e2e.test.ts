import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { statusOutputSchema } from '../../../src/schemas/status.js';
import { eventually } from '../../support/cli/gate.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { answered, type Probes, shell } from '../../support/foreign-firewalls/host.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

/** `new` has the addresses of `old`, and its web server is forwarded. */
const BUILD = [
  ['create-vpc', 'old', '10.0.0.0/16'],
  ['add-subnet', 'old', 'web', '10.0.1.0/24', '--type', 'public'],
  ['add-subnet', 'old', 'db', '10.0.2.0/24'],
  ['create-vpc', 'new', '10.0.0.0/16'],
  ['add-subnet', 'new', 'web', '10.0.1.0/24', '--type', 'public'],
  ['add-subnet', 'new', 'db', '10.0.2.0/24'],
  ['forward', 'new', 'web', '8080:80'],
];

const [INTERNET, HOST] = ['198.51.100.8', '203.0.113.2'];
const PINGS: Probes = {
  'old to the internet': ['old-web', INTERNET],
  'new to the internet': ['new-web', INTERNET],
  'old to its neighbour': ['old-web', '10.0.2.1'],
  'new to its neighbour': ['new-web', '10.0.2.1'],
  'the host to old': ['host', '10.0.1.1'],
  'old to its router': ['old-web', '10.0.0.1'],
};
const ALL = [...Object.keys(PINGS), 'new to itself by the forward'];
const OUT = ['old to the internet', 'new to the internet'];
const NEW_OUT = 'new to the internet';
const BY_FORWARD = 'new to itself by the forward';
const OPENED_BY_HOST = 'the host to old';
const TO_ROUTER = 'old to its router';
const INSIDE = ['old to its neighbour', 'new to its neighbour'];

/** What no longer passes; with iptables-legacy, where that differs. */
interface Broken {
  readonly breaks: readonly string[];
  readonly withLegacy?: readonly string[];
}

const FORWARDED = [...OUT, ...INSIDE];

/** Rules of another program, each in a chain of its own. */
const NATIVE: readonly (Broken & { readonly hook: string; readonly rule: string })[] = [
  { hook: 'prerouting -160', rule: 'meta mark set 5', breaks: [] },
  { hook: 'prerouting -140', rule: 'meta mark set 5', breaks: [NEW_OUT, BY_FORWARD] },
  { hook: 'prerouting 100', rule: 'iifname eth0 meta mark set 5', breaks: [NEW_OUT] },
  { hook: 'prerouting 100', rule: 'iifname br-new meta mark set 5', breaks: [BY_FORWARD] },
  { hook: 'prerouting 100', rule: 'iifname br-old meta mark set 5', breaks: [] },
  { hook: 'prerouting -140', rule: 'iifname eth0 meta mark set ct mark', breaks: [] },
  { hook: 'forward -10', rule: 'meta mark set 5', breaks: [] },
  { hook: 'postrouting 0', rule: 'meta mark set 5', breaks: [] },
  { hook: 'prerouting -250', rule: 'ct mark set 5', breaks: [] },
  {
    ...{ hook: 'prerouting -140', rule: 'ct mark set 5' },
    breaks: [...FORWARDED, OPENED_BY_HOST, TO_ROUTER],
  },
  { hook: 'prerouting -140', rule: 'iifname eth0 ct mark set 5', breaks: OUT },
  { hook: 'forward 10', rule: 'ct mark set ct mark or 0x10000', breaks: FORWARDED },
  { hook: 'forward 10', rule: 'ct mark set meta mark', breaks: [] },
  { hook: 'postrouting 0', rule: 'oifname eth0 ct mark set 5', breaks: OUT },
  { hook: 'input 10', rule: 'ct mark set 5', breaks: [TO_ROUTER] },
  {
    ...{ hook: 'prerouting -301', rule: 'notrack', breaks: OUT },
    withLegacy: [...FORWARDED, OPENED_BY_HOST, BY_FORWARD],
  },
  {
    ...{ hook: 'prerouting -301', rule: 'iifname br-old notrack', breaks: [] },
    withLegacy: ['old to the internet', 'old to its neighbour', OPENED_BY_HOST],
  },
  { hook: 'prerouting -299', rule: 'iifname br-old notrack', breaks: [] },
  { hook: 'prerouting -301', rule: 'iifname eth0 notrack', breaks: OUT },
  { hook: 'prerouting -140', rule: 'notrack', breaks: [] },
  { hook: 'prerouting -301', rule: 'ct zone set 9', breaks: [OPENED_BY_HOST] },
  {
    ...{ hook: 'prerouting -301', rule: 'iifname br-old ct zone set 9' },
    breaks: ['old to the internet', OPENED_BY_HOST],
  },
  { hook: 'prerouting -250', rule: 'iifname br-old ct zone set 9', breaks: [] },
  { hook: 'prerouting -250', rule: 'iifname eth0 ct zone set 9', breaks: OUT },
  { hook: 'prerouting -300', rule: 'ip ttl set 1', breaks: [...FORWARDED, BY_FORWARD] },
  { hook: 'prerouting -300', rule: 'ip ttl set 64', breaks: [] },
  {
    ...{ hook: 'forward 10', rule: 'iifname br-old ip daddr set 192.0.2.1' },
    breaks: ['old to the internet', 'old to its neighbour'],
  },
  { hook: 'forward 10', rule: 'ip dscp set cs1', breaks: [] },
  { hook: 'output -301', rule: 'notrack', breaks: [OPENED_BY_HOST] },
  { hook: 'output -140', rule: 'notrack', breaks: [] },
];

const BY_PROGRAM: readonly (Broken & { readonly program: string; readonly rule: string })[] = [
  'iptables-nft',
  'iptables-legacy',
].flatMap((program) => [
  {
    ...{ program, rule: 'FORWARD -j NFQUEUE --queue-num 3' },
    breaks: [...FORWARDED, BY_FORWARD],
    // In the table of vpcctl's own rules these come first.
    ...(program === 'iptables-legacy' ? { withLegacy: [] } : {}),
  },
  {
    ...{ program, rule: 'FORWARD -s 10.0.2.0/24 -j DROP', breaks: INSIDE },
    ...(program === 'iptables-legacy' ? { withLegacy: [] } : {}),
  },
  { program, rule: 'FORWARD -j NFQUEUE --queue-num 3 --queue-bypass', breaks: [] },
  { program, rule: 'FORWARD -t mangle -j CONNMARK --set-mark 5', breaks: FORWARDED },
  { program, rule: 'FORWARD -t mangle -j CONNMARK --save-mark', breaks: [] },
  { program, rule: 'FORWARD -t mangle -j MARK --set-mark 5', breaks: [] },
  { program, rule: 'PREROUTING -t raw -i eth0 -j NOTRACK', breaks: OUT },
]);

describe.each(['nftables', 'iptables-legacy'])('with %s', (backend) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ env: { VPCCTL_BACKEND: backend } });
    for (const args of BUILD) await ok(lab, ...args);
  });
  afterAll(() => lab.stop());

  let remove = ':';
  afterEach(async () => {
    await lab.shell(`${remove}; conntrack -F`);
    remove = ':';
  });

  /** Those that do not pass. */
  async function failing(): Promise<string[]> {
    const pings = await answered(lab, PINGS, 1);
    // Nobody listens: what refuses the connection is reached.
    const { exitCode } = await lab.shell(`ip netns exec new-web curl -sm 1 ${HOST}:8080`);
    const found: Readonly<Record<string, boolean>> = { ...pings, [BY_FORWARD]: exitCode === 7 };
    return ALL.filter((name) => !found[name]);
  }
  const isWell = async () =>
    (await json(lab, statusOutputSchema, 'status', '--exit-code=false')).passes;

  async function expectNamed({ breaks, withLegacy = breaks }: Broken): Promise<void> {
    const broken = backend === 'nftables' ? breaks : withLegacy;
    // A busy machine may be late with answers.
    const expected = ALL.filter((each) => broken.includes(each));
    await eventually(async () => expect(await failing()).toEqual(expected));
    expect(await isWell()).toBe(broken.length === 0);
    for (const vpc of ['old', 'new']) {
      const { exitCode } = await lab.vpcctl('reach', `${vpc}/web`, INTERNET);
      expect(exitCode).toBe(broken.includes(`${vpc} to the internet`) ? 1 : 0);
    }
  }

  it('all pass, and all is well', () => expectNamed({ breaks: [] }));

  it.each(NATIVE)('at $hook, "$rule" is named where something does not pass', async (each) => {
    const [name, priority] = each.hook.split(' ');
    remove = 'nft delete table inet other';
    await shell(
      lab,
      `set -e
      nft add table inet other
      nft 'add chain inet other mine { type filter hook ${name} priority ${priority}; }'
      nft add rule inet other mine ${each.rule}`,
    );
    await expectNamed(each);
  });

  it('a rule that takes what comes by the uplink elsewhere is named', async () => {
    remove = 'nft delete table netdev other';
    const rules =
      'table netdev other { chain c { type filter hook ingress device "eth0" priority 0; fwd to "lo"; }; }';
    await shell(lab, 'nft -f -', rules);
    await expectNamed({ breaks: OUT });
  });

  it.each(BY_PROGRAM)(
    '"$program -A $rule" is named where something does not pass',
    async (each) => {
      const { program, rule } = each;
      remove = `${program} -D ${rule}`;
      await shell(lab, `${program} -A ${rule}`);
      await expectNamed(each);
    },
  );
});

describe('where a firewall lets packets of VPCs pass by their marks', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab();
    await shell(
      lab,
      'nft -f -',
      'table inet wall { chain f { type filter hook forward priority 0; policy drop; }; }',
    );
    for (const args of BUILD.slice(0, 3)) await ok(lab, ...args);
  });
  afterAll(() => lab.stop());

  it('a rule that takes them away is named', async () => {
    const seen = async () => {
      const { passes } = await json(lab, statusOutputSchema, 'status', '--exit-code=false');
      return { passes, pings: await answered(lab, { out: ['old-web', INTERNET] }) };
    };
    expect(await seen()).toEqual({ passes: true, pings: { out: true } });
    const rules =
      'table inet other { chain mine { type filter hook forward priority -10; meta mark set 5; }; }';
    await shell(lab, 'nft -f -', rules);
    expect(await seen()).toEqual({ passes: false, pings: { out: false } });
  });
});
