import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/commands/index.js';
import { outputSchemas } from '../../../src/schemas/index.js';
import { CHECKOUT } from '../../support/checkout.js';

/** The part of an oclif command that is its interface. */
interface CommandClass {
  readonly summary?: string | undefined;
  readonly examples?: readonly unknown[];
  readonly args?: Readonly<Record<string, Parameter>>;
  readonly flags?: Readonly<Record<string, Parameter>>;
  readonly baseFlags?: Readonly<Record<string, Parameter>>;
  readonly enableJsonFlag?: boolean;
  readonly strict?: boolean;
}

interface Parameter {
  readonly type?: string;
  readonly char?: string | undefined;
  readonly required?: boolean | undefined;
  readonly multiple?: boolean | undefined;
  readonly options?: readonly string[] | undefined;
  readonly default?: unknown;
  readonly env?: string | undefined;
  readonly hidden?: boolean | undefined;
}

const classes: [id: string, command: CommandClass][] = Object.entries(commands);

/** The commands of vpcctl itself: `help` belongs to oclif. */
const OWN = classes.filter(([id]) => id !== 'help');

/** A command as the user types it, with spaces where oclif has colons. */
const typed = (id: string) => id.replaceAll(':', ' ');

/** The interface of a command: a line for itself, then one for each argument and flag. */
function describeCommand([id, command]: [string, CommandClass]): string[] {
  const flags = { ...command.baseFlags, ...command.flags };
  const json: [string, Parameter][] = command.enableJsonFlag ? [['json', { type: 'boolean' }]] : [];
  const sorted = [...Object.entries(flags), ...json].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    command.strict === false ? `${id} ...` : id,
    ...Object.entries(command.args ?? {}).map(([name, arg]) => `  ${name}${details(arg)}`),
    ...sorted.map(([name, flag]) => `  --${name}${details(flag)}`),
    '',
  ];
}

function details({ type, char, options, default: fallback, ...rest }: Parameter): string {
  const words = [
    char === undefined ? '' : `-${char}`,
    type === 'option' || type === undefined ? (options?.join('|') ?? 'TEXT') : '',
    rest.required ? 'required' : '',
    rest.multiple ? 'several' : '',
    rest.hidden ? 'hidden' : '',
    fallback === undefined || typeof fallback === 'function' ? '' : `default ${fallback}`,
    rest.env === undefined ? '' : `or ${rest.env}`,
  ].filter((word) => word !== '');
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
}

describe('commands', () => {
  it('have the arguments and flags in the snapshot, since a change concerns users', async () => {
    const text = classes.flatMap(describeCommand).join('\n');
    await expect(text).toMatchFileSnapshot('commands.snapshot.txt');
  });

  it('have one file each, and all are registered', () => {
    const files = readdirSync(join(CHECKOUT, 'src/commands'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => basename(file, '.ts'));
    const names = OWN.map(([id]) => id.split(':').at(-1));
    expect([...names, 'index'].sort()).toEqual(files.sort());
  });

  it.each(OWN)('%s has a summary and an example', (id, { summary, examples }) => {
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect(summary?.length).toBeLessThan(100);
    expect(JSON.stringify(examples)).toContain(`<%= config.bin %> ${typed(id)}`);
  });

  it('have a description of each argument and flag', () => {
    const silent = OWN.flatMap(([id, { args = {}, flags = {}, baseFlags = {} }]) =>
      Object.entries({ ...args, ...flags, ...baseFlags })
        .filter(([, parameter]) => !('summary' in parameter) && !('description' in parameter))
        .map(([name]) => `${id} ${name}`),
    );
    expect(silent).toEqual([]);
  });

  it('that change something have --dry-run and --explain', () => {
    for (const [id, { baseFlags = {} }] of OWN) {
      const changing = 'dry-run' in baseFlags;
      expect('explain' in baseFlags, id).toBe(changing);
      // These commands record a change, so they print the output of a change.
      const only =
        /^(list|show|status|trace|events|watch .*|history|diff|reach|bisect|graph|backend (show|compare)|boot .*|lab .*|plan|export|journal .*|flow-logs status|logs .*|capture|metrics|plugins.*|ui)$/;
      expect(Object.keys(outputSchemas).includes(typed(id)) && !only.test(typed(id))).toBe(
        changing,
      );
    }
  });
});

describe('the shapes of --json', () => {
  it('are documented for every command that has one', () => {
    const json = OWN.filter(([, { enableJsonFlag }]) => enableJsonFlag).map(([id]) => typed(id));
    // These commands print the output of the command that they run.
    const documented = [...Object.keys(outputSchemas), 'exec', 'shell', 'lab', 'lab enter'].filter(
      (name) => name !== 'error',
    );
    expect(documented.sort()).toEqual(json.sort());
  });

  it('are in docs/schemas as in the sources', () => {
    const script = join(CHECKOUT, 'bin/schemas.mjs');
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
