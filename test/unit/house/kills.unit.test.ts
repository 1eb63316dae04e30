import { describe, expect, it } from 'vitest';
import { commands as forwards } from '../../../plugins/port-forward/src/commands/index.js';
import { commands as shaping } from '../../../plugins/shaping/src/commands/index.js';
import { commands } from '../../../src/commands/index.js';
import { KILLED_COMMANDS, NOT_KILLED } from '../../support/chaos/killed-commands.js';
import { allSources } from '../../support/house/sources.js';

/** Every command as users type it, those of our plugins among them. */
const typed = Object.keys({ ...commands, ...forwards, ...shaping })
  .filter((id) => id !== 'help')
  .map((id) => id.replaceAll(':', ' '));

const killed = KILLED_COMMANDS.map(({ command }) => command);

describe('commands that are killed at random', () => {
  it('are all that change something: the others have a reason', () => {
    const unnamed = typed.filter((name) => !killed.includes(name) && !(name in NOT_KILLED));
    expect(unnamed).toEqual([]);
    expect(Object.keys(NOT_KILLED).filter((name) => killed.includes(name))).toEqual([]);
  });

  it('exist', () => {
    const named = [...killed.map((name) => name.replace(/ --.*/, '')), ...Object.keys(NOT_KILLED)];
    expect(named.filter((name) => !typed.includes(name))).toEqual([]);
  });

  it('begin with their own words', () => {
    for (const { command, args } of KILLED_COMMANDS) {
      const words = command.replace(/ --.*/, '').split(' ');
      expect(args.slice(0, words.length)).toEqual(words);
    }
  });
});

/** What makes a file that a killed command would leave, before it is renamed or removed. */
const MAKES_FILES =
  /\b(?:writeFile|rename|mkdtemp|copyFile|cp)Sync\(|\b(?:writeFile|rename|mkdtemp|copyFile|cp)\b[^;]*'node:fs\/promises'/;

/** Files that do so, and what removes what a killed command has left. */
const MAKERS: Readonly<Record<string, string>> = {
  'journal/src/store/replace.ts': 'all others use it',
  'journal/src/store/snapshot.ts': 'it gives a snapshot, which is whole, another name',
  'src/commands/plugins/install.ts': 'it writes into a new tree: sweepStore',
  'src/engine/context/step-faults.ts': 'it is for tests',
  'src/host/netns/run-shell.ts':
    'it is for the shell that runs, in the directory for temporary files',
  'src/host/plugins/fetch.ts': 'it writes into a new tree: sweepStore',
  'src/host/plugins/store.ts': 'it makes the trees: sweepStore',
  'src/host/proc/sysctl.ts': 'the kernel has these files',
  'src/ui/drawing/graph.ts': 'it writes the file that the user names, which may be a pipe',
  'src/lab/named/store.ts': 'the file is in memory, and the next write of that name replaces it',
};

it('files that a killed command would leave are made by replaceFile, or swept otherwise', () => {
  const product = allSources().filter(({ path }) => /^(src|journal|plugins)\//.test(path));
  const makers = product.filter(({ text }) => MAKES_FILES.test(text)).map(({ path }) => path);
  expect(makers.sort()).toEqual(Object.keys(MAKERS).sort());
});
