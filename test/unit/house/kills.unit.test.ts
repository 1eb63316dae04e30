import { describe, expect, it } from 'vitest';
import { commands as forwards } from '../../../plugins/port-forward/src/commands/index.js';
import { commands as shaping } from '../../../plugins/shaping/src/commands/index.js';
import { commands } from '../../../src/commands/index.js';
import { KILLED_COMMANDS, NOT_KILLED } from '../../support/chaos/killed-commands.js';

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
