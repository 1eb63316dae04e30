/**
 * `npm run demo`: plays docs/tutorial.md, or the given file, in a lab. Exit code 0: every command
 * did what the tutorial says; 1: a command did not.
 *
 *     node dist/demo.cjs [FILE]            makes the lab, and starts itself in it:
 *     node dist/demo.cjs --inside FILE     plays the file
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { inputError } from '@vpcctl/sdk';
import { checkPrograms, runShell, spawnInherit } from '../host/index.js';
import { LAB } from '../lab/layout.js';
import { describeError, renderError } from '../ui/errors/error.js';
import { parseTutorial } from './parse.js';
import { play } from './play.js';
import { renderAction, renderPlayed, renderStep, renderSummary } from './report.js';

/** Programs that the tutorial uses besides vpcctl's own, each with its Debian package. */
const PROGRAMS = {
  bash: 'bash',
  python3: 'python3',
  curl: 'curl',
  ping: 'iputils-ping',
  nc: 'netcat-openbsd',
  tcpdump: 'tcpdump',
};

main(process.argv.slice(2)).catch((error: unknown) => {
  const described = describeError(error);
  process.stderr.write(`${renderError(described)}\n`);
  process.exitCode = described.exitCode;
});

async function main(args: readonly string[]): Promise<void> {
  const self = realpathSync(process.argv[1] ?? '');
  const root = dirname(dirname(self));
  const isInside = args[0] === '--inside';
  const file = resolve(args[isInside ? 1 : 0] ?? join(root, 'docs', 'tutorial.md'));
  if (isInside) {
    process.exitCode = await playInLab(file);
    return;
  }
  const vpcctl = join(root, 'bin', 'vpcctl');
  const command = [process.execPath, self, '--inside', file];
  process.exitCode = await spawnInherit(process.execPath, [vpcctl, 'lab', '--', ...command]);
}

async function playInLab(file: string): Promise<number> {
  if (process.env['VPCCTL_LAB'] !== '1' || !existsSync(LAB.internet)) {
    throw inputError('NOT_IN_LAB', 'this is no lab', 'leave out --inside: the demo makes a lab');
  }
  checkPrograms(PROGRAMS);
  const steps = parseTutorial(readFileSync(file, 'utf8'));
  const print = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);
  const all = await play(
    steps,
    (text, directory, timeout) => runShell(text, { directory, timeout }),
    // The commands of an example are about the topology beside its text.
    existsSync(join(dirname(file), 'net.yaml')) ? dirname(file) : LAB.home,
    {
      step: (step) => print(renderStep(step)),
      action: (action) => print(renderAction(action)),
      played: (played) => print(renderPlayed(played)),
    },
  );
  print(renderSummary(steps, all));
  return all.every((played) => played.differences.length === 0) ? 0 : 1;
}
