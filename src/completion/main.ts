/**
 * What the scripts for shells ask at a Tab: `vpcctl __complete SPEC CURRENT [WORD…]` prints the
 * names that fit, a line each. bin/vpcctl starts this bundle in place of all others, since a person
 * waits for it. It reads the snapshot alone. Where that is missing or damaged there are no names.
 */
import { readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { peekSnapshot, readRegular } from '@vpcctl/journal';
import { statePaths } from '../host/record/index.js';
import { completions, type Sources } from './names.js';

/** Node's stream would be a tenth of the start. */
const STDOUT = 1;

/** Prints the names for the words behind `__complete`. It never fails: a Tab shows no errors. */
export function main([spec = '', current = '', ...words]: readonly string[]): void {
  try {
    const found = completions(spec, current, words, sourcesOf(statePaths()));
    if (found.length > 0) writeSync(STDOUT, `${found.join('\n')}\n`);
  } catch {
    // For example, the user has no home.
  }
}

function sourcesOf({ directory, snapshot: file }: ReturnType<typeof statePaths>): Sources {
  let read: ReturnType<typeof peekSnapshot> | undefined;
  const snapshot = () => {
    read ??= peekSnapshot(file);
    return read;
  };
  return {
    slice: (feature) => recordAt(snapshot()?.state, feature),
    newest: () => snapshot()?.position.seq ?? 0,
    plugins: () => pluginsIn(join(directory, 'plugins', 'package.json')),
    interfaces: () => namesIn('/sys/class/net'),
    namespaces: () => namesIn('/run/netns'),
  };
}

/** A member that is an object; an empty object where it is none. */
function recordAt(value: unknown, key: string): Readonly<Record<string, unknown>> {
  return Object(Object.hasOwn(Object(value), key) ? Reflect.get(Object(value), key) : null);
}

function pluginsIn(file: string): string[] {
  const plugins: unknown = JSON.parse(readRegular(file).toString()).oclif.plugins;
  if (!Array.isArray(plugins)) return [];
  return plugins.map((plugin: unknown) => String(Reflect.get(Object(plugin), 'name')));
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}
