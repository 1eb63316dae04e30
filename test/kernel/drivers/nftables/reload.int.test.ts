import { nftables } from '@vpcctl/nftables';
import type { Resource } from '@vpcctl/sdk';
import { allow, deny, group, peering, type Subject, subjectOf, tcp } from '@vpcctl/sdk/conformance';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STATES } from '../../../support/features/golden-states.js';
import { type Lab, startLab } from '../../../support/lab/harness.js';

const udp = (from: number, to: number) => ({ protocol: 'udp', ports: { from, to } }) as const;
/** Enough rules of one address and port each that the driver puts them into a map. */
const exact = Array.from({ length: 40 }, (_, index) => ({
  ...tcp(5000 + index),
  remotes: [`10.8.${index}.1/32`],
}));
const long = group('vpc1', 'long', ['10.0.2.1'], {
  ingress: [
    ...Array.from({ length: 40 }, (_, index) => allow(tcp(2 * index + 1))),
    ...Array.from({ length: 40 }, (_, index) =>
      deny({ ...udp(100 * index + 1, 100 * index + 9), remotes: [`10.9.${index}.0/24`] }),
    ),
    ...exact.map((rule, index) => (index % 3 === 0 ? deny(rule) : allow(rule))),
    allow({ description: '\' "; \\ $(drop) ünïcode # comment' }),
  ],
  egress: [allow({ ports: { from: 1, to: 9 }, remotes: ['10.0.0.0/9', '10.200.0.1'] })],
});
const peers = peering(['vpc1', '10.0.1.0/24', '10.0.2.1'], ['twin', '10.0.0.0/16']);

/** Every kind, and every form of a rule. */
const everything: readonly Resource[] = [
  ...new Map(
    [
      ...['twin-comes', 'forwards-come', 'group-comes', 'services-come'].flatMap(
        (name) => STATES[name]?.after ?? [],
      ),
      long,
      peers,
    ].map((resource) => [resource.id, resource]),
  ).values(),
];

let lab: Lab;
let subject: Subject;
beforeAll(async () => {
  lab = await startLab();
  subject = subjectOf(nftables, lab);
  await subject.use(everything);
});
afterAll(() => lab.stop());

/** Saves the ruleset to `$saved`, and runs a script. */
async function withSaved(script: string): Promise<void> {
  const line = `saved=$(mktemp) && trap 'rm $saved' EXIT && nft list ruleset >$saved && ${script}`;
  expect(await subject.shell(null, line)).toMatchObject({ exitCode: 0, stderr: '' });
}

async function expectWhole(): Promise<void> {
  const ids = (resources: readonly Resource[]) => resources.map(({ id }) => id).sort();
  expect(ids(await subject.observe(everything))).toEqual(ids(everything));
}

/**
 * A host may keep its rules as `nft list ruleset` prints them, as Debian's nftables.service does.
 * Were a name or a comment of ours a word of nft's language, none of the host's rules would load.
 */
test('a saved ruleset loads in place of the rules, and is the same policy', async () => {
  await expectWhole();
  const load = `sed -i '1i flush ruleset' $saved && nft -c -f $saved && nft -f $saved`;
  await withSaved(load);
  await expectWhole();
});

test('a saved ruleset loads where there are no rules', async () => {
  await withSaved('nft flush ruleset && nft -f $saved');
  await expectWhole();
});

test('a saved ruleset is no error where its rules are', async () => {
  await withSaved('nft -c -f $saved');
});
