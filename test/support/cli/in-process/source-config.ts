import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Config, Flags, Plugin } from '@oclif/core';
import * as forwarding from '../../../../plugins/port-forward/src/commands/index.js';
import portForward from '../../../../plugins/port-forward/src/plugin.js';
import * as shapingCommands from '../../../../plugins/shaping/src/commands/index.js';
import shaping from '../../../../plugins/shaping/src/plugin.js';
import { commands } from '../../../../src/commands/index.js';
import { VpcctlHelp } from '../../../../src/help.js';
import type { HostPorts } from '../../../../src/host/ports.js';
import { commandHost } from '../../../../src/ui/commands/command-host.js';
import { commandNotFound } from '../../../../src/ui/errors/command-not-found.js';
import { CHECKOUT } from '../../checkout.js';
import { inMemory, memoryCore } from './memory-ports.js';

/** The class of help: oclif knows files alone. */
const HELP = { target: './test/support/cli/in-process/help.cjs', identifier: 'help' };
Reflect.set(globalThis, Symbol.for('vpcctl.test.help'), VpcctlHelp);

type Hook = (options: object) => unknown;

/** A part of the product, from its sources: its directory, its commands, its answers to hooks. */
export interface SourcePart {
  readonly directory: string;
  readonly commands: Readonly<Record<string, Command.Class>>;
  readonly hooks: Readonly<Record<string, Hook>>;
}

const PARTS: readonly SourcePart[] = [
  {
    directory: '.',
    commands,
    hooks: {
      'vpcctl:plugin': memoryCore,
      'vpcctl:commands': () => commandHost,
      // oclif gives hooks its own `this`, which this one does not use.
      command_not_found: (options) => Reflect.apply(commandNotFound, undefined, [options]),
    },
  },
  {
    directory: 'plugins/port-forward',
    commands: forwarding.commands,
    hooks: { 'vpcctl:plugin': portForward },
  },
  {
    directory: 'plugins/shaping',
    commands: shapingCommands.commands,
    hooks: { 'vpcctl:plugin': async () => inMemory(await shaping()) },
  },
];

/**
 * oclif's configuration of the product. All code comes from the sources, not from `dist`, and each
 * command line brings its host along.
 */
class SourceConfig extends Config {
  hostPorts?: HostPorts;
  readonly #parts: ReadonlyMap<Plugin, SourcePart>;

  constructor(parts: ReadonlyMap<Plugin, SourcePart>) {
    super({ root: CHECKOUT, plugins: new Map([...parts.keys()].map((each) => [each.name, each])) });
    this.#parts = parts;
  }

  override runHook: Config['runHook'] = async (event, options) => {
    const result: Awaited<ReturnType<Config['runHook']>> = { successes: [], failures: [] };
    for (const [plugin, { hooks }] of this.#parts) {
      const hook = hooks[String(event)];
      if (hook === undefined) continue;
      try {
        const answer = await hook({ ...options, config: this, context: this });
        result.successes.push({ plugin, result: answer as never });
      } catch (error) {
        result.failures.push({ plugin, error: error as Error });
      }
    }
    return result;
  };
}

async function load(further: readonly SourcePart[]): Promise<SourceConfig> {
  const parts = new Map<Plugin, SourcePart>();
  for (const part of [...PARTS, ...further]) parts.set(await pluginOf(part), part);
  const config = new SourceConfig(parts);
  await config.load();
  // oclif makes a new configuration of each that it is given; that would look for hooks in `dist`.
  const { load: loadOther } = Config;
  Config.load = async (options) =>
    options instanceof SourceConfig ? options : loadOther.call(Config, options);
  return config;
}

async function pluginOf(part: SourcePart): Promise<Plugin> {
  const root = resolve(CHECKOUT, part.directory);
  const pjson = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
  const { commands: _, plugins: __, hooks: ___, ...oclif } = pjson.oclif;
  const isRoot = part.directory === '.';
  const plugin = new Plugin({
    ...{ root, isRoot, ignoreManifest: true },
    ...{ name: pjson.name, pjson: { ...pjson, oclif: { ...oclif, helpClass: HELP } } },
  });
  await plugin.load();
  // Which hooks there are is told by names; `runHook` has the functions.
  plugin.hooks = Object.fromEntries(Object.keys(part.hooks).map((event) => [event, []]));
  plugin.commands = Object.entries(part.commands).map(([id, command]) =>
    loadable(plugin, id, command),
  );
  return plugin;
}

/** A command as oclif's manifest has it. */
function loadable(plugin: Plugin, id: string, command: Command.Class): Command.Loadable {
  command.id = id;
  command.plugin = plugin;
  const { summary, description, usage, examples, hidden, strict } = command;
  // The manifest has all members of the class.
  const more = ['group', 'completes', 'place'].map((name) => [name, Reflect.get(command, name)]);
  const json = command.enableJsonFlag ? { json: Flags.boolean() } : {};
  return {
    ...{ id, summary, description, usage, examples, hidden, strict },
    ...Object.fromEntries(more),
    ...{ aliases: [], hiddenAliases: [], pluginName: plugin.name, pluginType: 'core' },
    args: named(command.args ?? {}),
    flags: named({ ...json, ...command.baseFlags, ...command.flags }),
    load: async () => command,
  } as Command.Loadable;
}

function named<T extends object>(parameters: Readonly<Record<string, T>>) {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, { ...parameter, name }]),
  );
}

let loaded: Promise<SourceConfig> | undefined;

/**
 * The configuration, loaded once.
 * @param further plugins of a test; with them it is loaded anew
 */
export function sourceConfig(further: readonly SourcePart[] = []): Promise<SourceConfig> {
  if (further.length > 0) return load(further);
  loaded ??= load([]);
  return loaded;
}
