import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { completionScript, SHELLS } from '../../../src/completion/index.js';
import { completedCommands, type ListedCommand, NOTHING } from '../../../src/completion/table.js';
import { sourceConfig } from '../../support/cli/in-process/source-config.js';

const BACKENDS = ['nftables', 'iptables-legacy'];

let commands: readonly ListedCommand[];
beforeAll(async () => {
  commands = (await sourceConfig()).commands as readonly object[] as readonly ListedCommand[];
});

const scriptOf = (shell: (typeof SHELLS)[number], list = commands) =>
  completionScript(shell, { commands: list, backends: BACKENDS, version: '1.2.3' });

/** Arguments and values of flags that are new, or of which there are too many. */
const FREE = [
  ...['add-instance name', 'add-subnet name', 'add-subnet cidr', 'create-vpc name'],
  ...['create-vpc cidr', 'bisect flow', 'redo count', 'undo count', 'forward port'],
  'capture filter',
  'exec undashed',
  ...['label labels', 'lab end name', 'lab enter name'],
];

describe('completion', () => {
  it.each(SHELLS)('of %s has each command that is shown, and each of its flags', (shell) => {
    const script = scriptOf(shell);
    for (const { id, hidden, flags } of commands) {
      const line = script.split('\n').findIndex((each) => each.includes(`'${nameOf(id)}'`));
      expect(line >= 0, `${id} ${hidden}`).toBe(!hidden);
      const entry = script.split('\n').slice(line, line + 4);
      for (const flag of hidden ? [] : Object.keys(flags)) {
        expect(entry.join('\n'), id).toContain(`--${flag}`);
      }
    }
  });

  it('offers something for each argument, but where a name is new', () => {
    const silent = completedCommands(commands, BACKENDS).flatMap(({ name, args }) => {
      const { args: named = {} } = commands.find(({ id }) => nameOf(id) === name) ?? {};
      return Object.keys(named).flatMap((arg, at) =>
        args[at]?.replace('...', '') === NOTHING ? [`${name} ${arg}`] : [],
      );
    });
    expect(silent.sort()).toEqual([...FREE].sort());
  });

  it('knows the values of flags, and what they name', () => {
    const all = completedCommands(commands, BACKENDS);
    const of = (name: string) => all.find((each) => each.name === name);
    expect(of('add-subnet')?.flags).toContain('--type:=public|=private');
    expect(of('list')?.flags).toContain('--at:entry');
    expect(of('history')?.flags).toEqual(expect.arrayContaining(['--vpc:vpc', '-n:-']));
    expect(of('create-vpc')?.flags).toContain('--interface:interface|=auto');
    expect(of('backend set')?.args).toEqual(['=nftables|=iptables-legacy']);
    expect(of('delete-instance')).toMatchObject({
      args: ['vpc/subnet/instance', 'subnet/instance', 'instance...'],
      place: 3,
    });
    expect(of('forward')?.args).toEqual(['vpc/subnet/workload', ',subnet/workload', '-...']);
  });

  it.each(SHELLS)('of %s has nothing in it that a plugin could make the shell run', (shell) => {
    const hostile: ListedCommand = {
      id: 'evil',
      summary: `it's $(id) \`id\` \\' \u001b[31m`,
      args: { a: { options: ['$(id)', 'good'] }, b: {} },
      flags: { 'x;id': { type: 'boolean' }, y: { type: 'option', helpValue: "';id" } },
      completes: { b: '$(id)' },
      place: ['a', { id: 1 }],
    };
    const worse = { ...hostile, id: "x'; id '" };
    const script = scriptOf(shell, [...commands, hostile, worse]);
    expect(script).not.toContain("x'; id");
    expect(script).not.toContain(';id');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(script).not.toMatch(/[\u0000-\u0008\u001b]/);
    // In a summary it is within quotes.
    const outside = script.replaceAll("'\\''", '').replaceAll(/'(\\.|[^'\\])*'/g, '');
    expect(outside).not.toContain('$(id)');
  });

  it('is a script that bash can read', () => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: scriptOf('bash') });
    expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
  });
});

function nameOf(id: string): string {
  return id.replaceAll(':', ' ');
}
