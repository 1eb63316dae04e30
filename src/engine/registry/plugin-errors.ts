import {
  type AnyIntent,
  type Driver,
  type Feature,
  isVpcctlError,
  type Meter,
  VpcctlError,
  type VpcctlPlugin,
} from '@vpcctl/sdk';
import { markOrigin } from './operation-origin.js';

/** The functions that the engine calls, by their owner. */
const OF_INTENT = [
  ...['needs', 'decide', 'precondition', 'upcast', 'describe', 'about', 'uplink'],
] as const satisfies readonly (keyof AnyIntent)[];
const OF_FEATURE = [
  ...['lower', 'parts', 'select', 'show', 'rescan', 'judge', 'exceptionsIn', 'backendOf'],
  'restate',
] as const satisfies readonly (keyof Feature)[];
const OF_DRIVER = [
  ...['unsupportedReason', 'compile', 'observe', 'notOurs', 'afterChange', 'replaces'],
  ...['unreachable', 'occupants', 'guardedLinks', 'factsWithout'],
] as const satisfies readonly (keyof Driver)[];
const OF_METER = ['read'] as const satisfies readonly (keyof Meter)[];

/** The functions that have to return a list. */
const LISTS: readonly string[] = [
  ...[
    'lower',
    'show',
    'exceptionsIn',
    'restate',
    'compile',
    'observe',
    'notOurs',
    'afterChange',
    'replaces',
    'unreachable',
  ],
  ...['occupants', 'guardedLinks', 'read'],
];

/**
 * Wraps a plugin so that its mistakes bear its name. An unexpected error becomes a `PLUGIN_FAULT`
 * that names the plugin and the function. A {@link VpcctlError} is deliberate and passes unchanged.
 */
export function attributeErrors(plugin: VpcctlPlugin): VpcctlPlugin {
  const { name, apiVersion, features, drivers, meters } = plugin;
  const intent = (of: AnyIntent) => wrap(name, functionOf(of.type), of, OF_INTENT);
  const feature = (of: Feature): Feature => ({
    ...wrap(name, functionOf(of.name), of, OF_FEATURE),
    intents: of.intents.map(intent),
    evolve: wrap(
      name,
      (type) => `evolve of ${of.name}, by ${type}`,
      of.evolve,
      Object.keys(of.evolve),
    ),
  });
  const driver = (of: Driver): Driver => {
    const wrapped = wrap(name, functionOf(of.name), of, OF_DRIVER);
    if (isBuiltIn(name)) return wrapped;
    return { ...wrapped, compile: (changes) => markOrigin(name, wrapped.compile(changes)) };
  };
  const meter = (of: Meter) => wrap(name, functionOf(of.name), of, OF_METER);
  return {
    name,
    apiVersion,
    ...(features && { features: features.map(feature) }),
    ...(drivers && { drivers: drivers.map(driver) }),
    ...(meters && { meters: meters.map(meter) }),
  };
}

/** Whether vpcctl brings a plugin. Errors of steps name all other plugins. */
function isBuiltIn(name: string): boolean {
  return name === 'vpcctl' || name.startsWith('@vpcctl/');
}

const functionOf = (owner: string) => (name: string) => `${name} of ${owner}`;

function wrap<T extends object>(
  plugin: string,
  where: (name: string) => string,
  object: T,
  names: readonly (keyof T & string)[],
): T {
  const wrapped = names.flatMap((name): [string, unknown][] => {
    const own: unknown = object[name];
    if (typeof own !== 'function') return [];
    return [[name, (...args: unknown[]) => attempt(own.bind(object, ...args))]];

    function attempt(call: () => unknown): unknown {
      try {
        const answer = call();
        return answer instanceof Promise ? answer.then(check, refuse) : check(answer);
      } catch (error) {
        return refuse(error);
      }
    }

    function check(answer: unknown): unknown {
      if (LISTS.includes(name) && !Array.isArray(answer))
        return refuse(new Error('it returns no list'));
      return answer;
    }

    function refuse(error: unknown): never {
      if (isVpcctlError(error)) throw error;
      throw fault(plugin, where(name), error, name === 'upcast');
    }
  });
  return { ...object, ...Object.fromEntries(wrapped) };
}

function fault(plugin: string, where: string, cause: unknown, isOfEntry: boolean): VpcctlError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new VpcctlError(`plugin ${plugin} failed in ${where}: ${why}`, {
    code: 'PLUGIN_FAULT',
    category: 'internal',
    hints: [
      `this is a mistake in ${plugin}`,
      ...(isOfEntry
        ? [
            `it can't read an entry of an earlier version: install that version of ${plugin} again`,
            `or read the history without it: vpcctl plugins uninstall ${plugin} --force`,
          ]
        : []),
      '--log-level debug shows the place',
    ],
    cause,
  });
}
