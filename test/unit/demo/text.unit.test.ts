import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseTutorial } from '../../../src/demo/parse.js';

const actions = parseTutorial(readFileSync('docs/tutorial.md', 'utf8')).flatMap((s) => s.actions);

/** The tutorial that users arrive with: these commands, in this order, with these results. */
const USUAL: readonly (readonly [command: RegExp, outcome: 'succeeds' | 'fails'])[] = [
  [/vpcctl create-vpc vpc1 10\.0\.0\.0\/16 --interface eth0$/, 'succeeds'],
  [/^ip link show br-vpc1$/, 'succeeds'],
  [/vpcctl add-subnet vpc1 public 10\.0\.1\.0\/24 --type public$/, 'succeeds'],
  [/vpcctl add-subnet vpc1 private 10\.0\.2\.0\/24 --type private$/, 'succeeds'],
  [/^ip netns list$/, 'succeeds'],
  [/ip netns exec vpc1-public python3 -m http\.server 8080 &$/, 'succeeds'],
  [/ip netns exec vpc1-private python3 -m http\.server 8081 &$/, 'succeeds'],
  [/ip netns exec vpc1-private ping -c 3 10\.0\.1\.1$/, 'succeeds'],
  [/ip netns exec vpc1-public ping -c 3 198\.51\.100\.8$/, 'succeeds'],
  [/ip netns exec vpc1-private ping -c 3 .*198\.51\.100\.8$/, 'fails'],
  [/ip netns exec vpc1-private curl .*http:\/\/10\.0\.1\.1:8080$/, 'succeeds'],
  [/vpcctl create-vpc vpc2 172\.16\.0\.0\/16$/, 'succeeds'],
  [/vpcctl add-subnet vpc2 web 172\.16\.1\.0\/24 --type public$/, 'succeeds'],
  [/ip netns exec vpc1-public ping -c 3 .*172\.16\.1\.1$/, 'fails'],
  [/vpcctl peer vpc1 vpc2$/, 'succeeds'],
  [/ip netns exec vpc1-public ping -c 3 172\.16\.1\.1$/, 'succeeds'],
  [/^cat >firewall-policy\.json/, 'succeeds'],
  [/vpcctl apply-firewall vpc1 public firewall-policy\.json$/, 'succeeds'],
  [/ip netns exec vpc1-private curl .*http:\/\/10\.0\.1\.1:8080$/, 'succeeds'],
  [/ip netns exec vpc1-private nc -zv .*10\.0\.1\.1 22$/, 'fails'],
  [/ip netns exec vpc1-public ip route$/, 'succeeds'],
  [/nft list ruleset$/, 'succeeds'],
  [/^bridge link/, 'succeeds'],
  [/tcpdump .*-i br-vpc1 -n/, 'succeeds'],
  [/ip netns exec vpc1-public tcpdump .*-i veth-ns-public -n/, 'succeeds'],
  [/^sysctl net\.ipv4\.ip_forward$/, 'succeeds'],
  [/^cat ~\/\.vpcctl\/vpcs\.json$/, 'succeeds'],
  [/vpcctl list$/, 'succeeds'],
  [
    /tc qdisc add dev veth-vpc1-public root tbf \\\n\s+rate 1mbit burst 32kbit latency 400ms$/,
    'succeeds',
  ],
  [/vpcctl delete-vpc vpc1$/, 'succeeds'],
  [/vpcctl delete-vpc vpc2/, 'succeeds'],
];

it('has every step of the usual tutorial, in its order, with its results', () => {
  let at = 0;
  for (const [command, outcome] of USUAL) {
    const next = actions.findIndex(({ text }, index) => index >= at && command.test(text));
    expect(next, `${command} behind line ${actions[at]?.line}`).toBeGreaterThanOrEqual(at);
    expect(actions[next]?.expected.outcome, String(command)).toBe(outcome);
    at = next + 1;
  }
});

it('describes each expected failure, so that no other failure is mistaken for it', () => {
  const vague = actions.filter(({ expected: e }) => e.outcome === 'fails' && !e.prints.length);
  expect(vague).toEqual([]);
});

it('sends no packet to addresses that exist outside of a lab', () => {
  const addresses = actions.flatMap(({ text }) => text.match(/\b\d+\.\d+\.\d+\.\d+\b/g) ?? []);
  const own = /^(10\.0\.[012]|172\.16\.[01]|198\.51\.100|203\.0\.113)\./;
  expect(addresses.filter((address) => !own.test(address))).toEqual([]);
});
