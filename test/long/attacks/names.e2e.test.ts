import { expect, it } from 'vitest';
import { controlCharacters } from '../../support/attacks/names/control-characters.js';
import { deniedPackets } from '../../support/attacks/names/denied-packets.js';
import { foreignObjects } from '../../support/attacks/names/foreign-objects.js';
import { startWeakened } from '../../support/attacks/weakened.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

const PATIENCE = 400_000;

async function harmIn(
  start: () => Promise<Lab>,
  attack: (lab: Lab) => Promise<string[]>,
): Promise<string[]> {
  const lab = await start();
  try {
    return await attack(lab);
  } finally {
    await lab.stop();
  }
}

it(
  'names with control characters stop no command, and none reaches a terminal',
  async () => {
    expect(await harmIn(startLab, controlCharacters)).toEqual([]);
  },
  PATIENCE,
);

it(
  'the bytes of denied packets reach no terminal',
  async () => {
    const attack = async (lab: Lab) => {
      for (const line of [
        'create-vpc vpc1 10.0.0.0/16',
        'add-subnet vpc1 web 10.0.1.0/24',
        'add-subnet vpc1 db 10.0.2.0/24',
      ])
        expect(await lab.shell(`vpcctl ${line}`)).toMatchObject({ exitCode: 0 });
      return deniedPackets(lab);
    };
    expect(await harmIn(startLab, attack)).toEqual([]);
  },
  PATIENCE,
);

it(
  "an administrator's objects with our names are never deleted or taken over",
  async () => {
    expect(await harmIn(startLab, foreignObjects)).toEqual([]);
  },
  PATIENCE,
);

const byPrograms = (lab: Lab) => controlCharacters(lab, ['programs']);

/** Builds without one defence, and the harm that has to be seen. Short names may have a `$`. */
it.each([
  [
    'escaping of what a terminal gets',
    (bundle: string) => bundle.replaceAll('[\\u0000-\\u0009\\u000b-\\u001f', '[\\ue000'),
    byPrograms,
    /^delete-subnet .*: a control character/m,
  ],
  [
    'escaping in what `ip` prints',
    (bundle: string) => bundle.replaceAll('[\\u0000-\\u0008\\u000b-\\u001f]', '[\\ue000]'),
    byPrograms,
    /^status, executor programs: exit code/m,
  ],
  [
    "the check of a link's alias and MAC",
    (bundle: string) =>
      bundle.replaceAll(
        /\(([\w$]+)\.ifalias===void 0\?\1\.address===[\w$]+:\1\.ifalias===[\w$]+\)/g,
        '!0',
      ),
    foreignObjects,
    /^delete-vpc \$v: the veth pair: .* became gone/m,
  ],
  [
    "the check of a namespace's identity",
    (bundle: string) =>
      bundle.replaceAll(
        /(let ([\w$]+)=[\w$]+\.namespaces\[([\w$]+)\]\?\?null;return )\2===null\|\|\2===[\w$]+\(\3\)/g,
        '$1!0',
      ),
    foreignObjects,
    /^delete-vpc \$v: the namespace: .* became gone/m,
  ],
])(
  'a build without %s is caught',
  async (without, weaken, attack, expected) => {
    const harm = await harmIn(() => startWeakened(weaken), attack);
    process.stdout.write(`without ${without}: ${harm[0] ?? 'nothing'}\n`);
    expect(harm.join('\n')).toMatch(expected);
  },
  PATIENCE,
);
