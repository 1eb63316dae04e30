import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '@vpcctl/sdk/lab';
import * as z from 'zod';
import { parseTutorial } from '../../../src/demo/parse.js';
import { type Played, play } from '../../../src/demo/play.js';
import { LAB } from '../../../src/lab/layout.js';
import { type VpcOutput, vpcOutputSchema } from '../../../src/schemas/vpc.js';
import { dataPlane } from './data-plane.js';
import { engine } from './engine.js';
import { refreshed, shownFiles } from './readme.js';
import { terminal } from './terminal.js';

/** What pictures are made of: the network of the README, and a way to ask vpcctl there. */
interface Model {
  readonly vpcs: readonly VpcOutput[];
  readonly run: (command: string) => Promise<string>;
}

/** The pictures by their names. One more is one more line. */
const PICTURES: Readonly<Record<string, (model: Model) => string | Promise<string>>> = {
  'data-plane': ({ vpcs }) => dataPlane(vpcs),
  engine,
  terminal: async ({ run }) => {
    const commands = ['vpcctl list', 'vpcctl reach --matrix'];
    const shown = [];
    for (const command of commands) shown.push({ command, output: await run(command) });
    return terminal('What vpcctl prints: the VPCs, and who reaches whom', shown);
  },
};

/** A file that is made, by its path in the checkout. */
export type Made = ReadonlyMap<string, string>;

/**
 * Plays the README in a lab where nothing is, and makes the README and the pictures from what vpcctl
 * says there.
 * @param root the package's directory
 */
export async function makePictures(lab: Lab, root: string): Promise<Made> {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const home = `/proc/${lab.pid}/root${LAB.home}`;
  for (const [name, text] of shownFiles(readme)) writeFileSync(join(home, name), text);
  const run = async (command: string) => (await lab.shell(`{ ${command}\n} 2>&1`)).stdout;
  const played: readonly Played[] = await play(
    parseTutorial(readme),
    async (text, directory) => {
      const { exitCode, stdout } = await lab.shell(`{ ${text}\n} 2>&1`, { cwd: directory });
      return { exitCode, timedOut: false, output: stdout, directory };
    },
    LAB.home,
    { step: () => {}, action: () => {}, played: () => {} },
  );
  const listed = z.object({ vpcs: z.array(vpcOutputSchema) });
  const { vpcs } = listed.parse(JSON.parse(await run('vpcctl list --json')));
  const made = new Map([['README.md', refreshed(readme, played)]]);
  for (const [name, draw] of Object.entries(PICTURES)) {
    made.set(`docs/pictures/${name}.svg`, await draw({ vpcs, run }));
  }
  return made;
}
