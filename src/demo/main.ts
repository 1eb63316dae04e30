/**
 * `npm run demo`: plays docs/tutorial.md, or the given file, in a lab. Exit code 0: every command
 * did what the tutorial says; 1: a command did not.
 *
 *     node dist/demo.cjs [FILE]            makes the lab, and starts itself in it:
 *     node dist/demo.cjs --inside FILE     plays the file
 *
 * `vpcctl help tutorial` adds `--steps`: it then prints the text, too, and waits before each step.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { inputError } from '@vpcctl/sdk';
import { checkPrograms, runShell, spawnInherit } from '../host/index.js';
import { LAB } from '../lab/layout.js';
import { describeError, renderError } from '../ui/errors/error.js';
import { parseTutorial } from './parse.js';
import { type Listener, play } from './play.js';
import { readerGoesOn } from './reader.js';
import {
  renderAction,
  renderNext,
  renderPlayed,
  renderStep,
  renderSummary,
  renderText,
} from './report.js';

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

async function main(given: readonly string[]): Promise<void> {
  const self = realpathSync(process.argv[1] ?? '');
  const root = dirname(dirname(self));
  const [inside, steps] = ['--inside', '--steps'].map((flag) => given.includes(flag));
  const [chosen] = given.filter((word) => !word.startsWith('--'));
  const file = resolve(chosen ?? join(root, 'docs', 'tutorial.md'));
  if (inside) {
    process.exitCode = await playInLab(file, steps === true);
    return;
  }
  const vpcctl = join(root, 'bin', 'vpcctl');
  const command = [process.execPath, self, '--inside', ...(steps ? ['--steps'] : []), file];
  const exitCode = await spawnInherit(process.execPath, [vpcctl, 'lab', '--', ...command]);
  if (exitCode === 0 && chosen === undefined) print(renderNext());
  process.exitCode = exitCode;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function playInLab(file: string, isStepwise: boolean): Promise<number> {
  if (process.env['VPCCTL_LAB'] !== '1' || !existsSync(LAB.internet)) {
    throw inputError('NOT_IN_LAB', 'this is no lab', 'leave out --inside: the demo makes a lab');
  }
  checkPrograms(PROGRAMS);
  const steps = parseTutorial(readFileSync(file, 'utf8'));
  let isEnded = false;
  const reader: Partial<Listener> = {
    wait: async () => {
      isEnded = !(await readerGoesOn());
      return !isEnded;
    },
    action: (action) => print([...renderText(action.before), ...renderAction(action)]),
    stepped: (step) => print(renderText(step.after)),
  };
  const all = await play(
    steps,
    (text, directory, timeout) => runShell(text, { directory, timeout }),
    // The commands of an example are about the topology beside its text.
    existsSync(join(dirname(file), 'net.yaml')) ? dirname(file) : LAB.home,
    {
      step: (step) => print(renderStep(step)),
      action: (action) => print(renderAction(action)),
      played: (played) => print(renderPlayed(played)),
      ...(isStepwise ? reader : {}),
    },
  );
  if (isEnded) return 0;
  print(renderSummary(steps, all));
  return all.every((played) => played.differences.length === 0) ? 0 : 1;
}
