import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKGROUND, BAD_INPUT, HOSTILE } from '../../support/cli/bad-input.js';
import { journalOf } from '../../support/cli/lab-files.js';
import { expectSameHost, settledHost } from '../../support/cli/settled.js';
import { buildTutorial } from '../../support/cli/tutorial.js';
import { ok, type Refusal, refused, refusedInJson } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import type { HostState } from '../../support/lab/host-state.js';

let lab: Lab;
let host: HostState;
let journal: string | null;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
  for (const line of BACKGROUND) await ok(lab, ...line.split(' '));
  await lab.shell('ip link add br-foreign type bridge; ip netns add vpc1-foreign');
  host = await settledHost(lab);
  journal = journalOf(lab);
});
afterAll(() => lab.stop());

describe.each(Object.entries(BAD_INPUT))('%s', (_, cases) => {
  it.each(cases)('%j: %s', async (line, ...expected) => {
    expectRefusal(await refusedInJson(lab, words(line)), ...expected);
  });

  it('nothing of that has changed the host', async () => {
    await expectSameHost(lab, host);
  });
});

it.each(Object.values(HOSTILE).flat())('%j: %s, shown without harm', async (line, ...expected) => {
  const { shown, ...refusal } = await refused(lab, words(line));
  expectRefusal(refusal, ...expected);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not reach a terminal
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expect(shown.split('\n').length).toBeLessThan(5);
  expect(shown.length).toBeLessThan(500);
});

function expectRefusal(
  refusal: Omit<Refusal, 'shown'>,
  code: string,
  message: string,
  hint: string,
): void {
  expect(refusal).toMatchObject({ code, exitCode: 2 });
  expect(refusal.message).toContain(message);
  expect(refusal.hints.join('\n')).toContain(hint);
  expect(journalOf(lab)).toBe(journal);
}

function words(line: string | readonly string[]): string[] {
  return typeof line === 'string' ? line.split(' ') : [...line];
}

it('a VPC of a /8 is no more work than one of a /24', async () => {
  const work = async (name: string, cidr: string) => {
    const { stdout } = await lab.vpcctl('create-vpc', name, cidr, '--dry-run', '--json');
    const { changes, commands } = JSON.parse(stdout);
    return [changes.length, commands.length];
  };
  expect(await work('huge', '11.0.0.0/8')).toEqual(await work('small', '11.0.0.0/24'));
});

it('what is ours by name, but not by hand, is not deleted either', async () => {
  await ok(lab, 'delete-vpc', 'vpc1-a');
  const { stdout } = await lab.shell('ip -br link show br-foreign; ls /run/netns/vpc1-foreign');
  expect(stdout).toMatch(/^br-foreign .*\n\/run\/netns\/vpc1-foreign\n$/);
});
