import { beforeAll, describe, expect, it } from 'vitest';
import { changeOutputSchema } from '../../../src/schemas/change.js';
import { BACKGROUND, BAD_INPUT, HOSTILE } from '../../support/cli/bad-input.js';
import type { TestHost } from '../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../support/cli/in-process/tutorial.js';
import { json, ok, type Refusal, refused, refusedInJson } from '../../support/cli/vpcctl.js';
import { BARE_HOST } from '../../support/features/facts.js';

let host: TestHost;
let resources: string[];
let journal: string | null;
beforeAll(async () => {
  host = await tutorialHost({
    base: {
      ...BARE_HOST,
      interfaces: [...BARE_HOST.interfaces, 'br-taken'],
      namespaces: ['vpc1-taken'],
    },
  });
  for (const line of BACKGROUND) await ok(host, ...line.split(' '));
  resources = host.resources();
  journal = host.journal();
});

describe.each(Object.entries(BAD_INPUT))('%s', (_, cases) => {
  it.each(cases)('%j: %s', async (line, ...expected) => {
    expectRefusal(await refusedInJson(host, words(line)), ...expected);
  });
});

it.each(Object.values(HOSTILE).flat())(
  '%j is refused with %s, and printed safely',
  async (line, ...expected) => {
    const { shown, ...refusal } = await refused(host, words(line));
    expectRefusal(refusal, ...expected);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not reach a terminal
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(shown.split('\n').length).toBeLessThan(5);
    expect(shown.length).toBeLessThan(500);
  },
);

function expectRefusal(
  refusal: Omit<Refusal, 'shown'>,
  code: string,
  message: string,
  hint: string,
): void {
  expect(refusal).toMatchObject({ code, exitCode: 2 });
  expect(refusal.message).toContain(message);
  expect(refusal.hints.join('\n')).toContain(hint);
  expect(host.journal()).toBe(journal);
  expect(host.resources()).toEqual(resources);
}

function words(line: string | readonly string[]): string[] {
  return typeof line === 'string' ? line.split(' ') : [...line];
}

it('a VPC of a /8 takes no longer than one of a /24', async () => {
  const work = async (name: string, cidr: string) => {
    const dry = ['create-vpc', name, cidr, '--dry-run'];
    const { changes, commands } = await json(host, changeOutputSchema, ...dry);
    return [changes.length, commands.length];
  };
  expect(await work('huge', '11.0.0.0/8')).toEqual(await work('small', '11.0.0.0/24'));
});

it('an object with a name of vpcctl that it did not make is not deleted', async () => {
  const { changes, commands } = await json(host, changeOutputSchema, 'delete-vpc', 'vpc1-a');
  const text = JSON.stringify([changes, commands]);
  expect(text).toContain('vpc1-a-b');
  expect(text).not.toMatch(/br-taken|vpc1-taken/);
});
