import { beforeAll, describe, expect, it } from 'vitest';
import { sourceConfig } from '../../support/cli/in-process/source-config.js';
import { createTestHost } from '../../support/cli/in-process/test-host.js';

/** An argument of a command, as far as help shows it. */
interface Argument {
  readonly name: string;
  readonly required?: boolean | undefined;
  readonly multiple?: boolean | undefined;
  readonly hidden?: boolean | undefined;
}

interface Help {
  readonly command: string;
  readonly lines: readonly string[];
  readonly args: readonly Argument[];
}

/** The help of every command, and of vpcctl itself, whose command is empty. */
async function readHelps(): Promise<Help[]> {
  const host = createTestHost();
  const config = await sourceConfig();
  const known = config.commands.map(({ id, args }) => ({ id, args: Object.values(args) }));
  const helps: Help[] = [];
  for (const { id, args } of [{ id: '', args: [] }, ...known]) {
    const words = id.split(':').filter((word) => word !== '');
    const { stdout } = await host.vpcctl(...words, '--help');
    helps.push({ command: words.join(' '), lines: stdout.split('\n'), args });
  }
  return helps;
}

/** The lines of the section ARGUMENTS, without the descriptions. */
function shownArguments(lines: readonly string[]): string[] {
  const start = lines.indexOf('ARGUMENTS') + 1;
  if (start === 0) return [];
  const section = lines.slice(start, lines.indexOf('', start));
  return section.flatMap((line) => /^ {2}(\S+)/.exec(line)?.[1] ?? []);
}

/** An argument as help should show it: `PORT`, `[PORT]`, `PORT...` or `[PORT...]`. */
function asShown({ name, required, multiple }: Argument): string {
  const text = `${name.toUpperCase()}${multiple ? '...' : ''}`;
  return required ? text : `[${text}]`;
}

describe('help', () => {
  let helps: Help[];
  beforeAll(async () => {
    helps = await readHelps();
  });

  it('exists for every command', () => {
    expect(helps.length).toBeGreaterThan(40);
    for (const { command, lines } of helps) expect(lines, command).toContain('USAGE');
  });

  it('prints no line twice', () => {
    for (const { command, lines } of helps) {
      const texts = lines.map((line) => line.trim().replaceAll(/ +/g, ' '));
      const repeated = texts.filter((text, at) => text !== '' && texts.indexOf(text) !== at);
      expect(repeated, command).toEqual([]);
    }
  });

  it('fits in 80 columns, so that a narrow terminal shows it', () => {
    const long = helps.flatMap(({ command, lines }) =>
      lines.filter((line) => line.length > 80).map((line) => `${command}: ${line}`),
    );
    expect(long).toEqual([]);
  });

  it('shows each argument once, in brackets where it is optional, with dots where it repeats', () => {
    const own = helps.filter(({ command }) => command !== 'help'); // `help` is oclif's
    for (const { command, lines, args } of own) {
      const visible = args.filter(({ hidden }) => !hidden);
      expect(shownArguments(lines), command).toEqual(visible.map(asShown));
    }
  });
});
