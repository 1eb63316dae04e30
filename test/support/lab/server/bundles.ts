import { readFileSync, statSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { Script } from 'node:vm';

/** Node's own, which its types do not tell. */
interface Internals {
  readonly _extensions: Record<string, (module: NodeJS.Module, file: string) => void>;
  wrap(source: string): string;
}

const internals = Module as unknown as Internals;

/** What stands before V8's data in a code cache (bin/code-cache.js). */
const TAG = 16;

/** Compiled bundles, by file; with the time and size of the file that was compiled. */
const scripts = new Map<string, { readonly version: string; readonly script: Script }>();

/** Loads bundles for commands: what is loaded stays for the next command with the same environment. */
export interface Bundles {
  /** Forgets what a command with `env` may not find loaded. To be called before each. */
  prepare(env: Readonly<Record<string, string>>): void;
}

/**
 * Makes `require` of a bundle compile it once.
 * @param root the package's directory: what is loaded from elsewhere, such as a plugin of the user, is always loaded anew
 */
export function keepBundles(root: string): Bundles {
  internals._extensions['.cjs'] = load;
  const globals = new Set(Reflect.ownKeys(globalThis));
  let loadedFor: string | undefined;
  return {
    prepare(env) {
      const next = whatLoadingSees(env);
      const keep = next === loadedFor ? root + sep : null;
      loadedFor = next;
      for (const file of Object.keys(require.cache)) {
        if (keep === null || !file.startsWith(keep)) delete require.cache[file];
      }
      // oclif and zod keep some of theirs there.
      if (keep === null) {
        for (const key of Reflect.ownKeys(globalThis)) {
          if (!globals.has(key)) Reflect.deleteProperty(globalThis, key);
        }
      }
    },
  };
}

/** The variables on which a module may decide something once. vpcctl reads its own, and PATH, whenever it needs them. */
function whatLoadingSees(env: Readonly<Record<string, string>>): string {
  const others = Object.entries(env).filter(([name]) => !/^(PATH$|VPCCTL_)/.test(name));
  return JSON.stringify(others.sort());
}

function load(module: NodeJS.Module, file: string): void {
  const require = createRequire(file);
  // A script that is compiled apart cannot `import()`: the bundle does it with this, as in bin/code-cache.js.
  Object.assign(require, { import: (url: string) => import(url) });
  const body = compiled(file).runInThisContext();
  body.call(module.exports, module.exports, require, module, file, dirname(file));
}

function compiled(file: string): Script {
  const { mtimeMs, size, ino } = statSync(file);
  const version = [mtimeMs, size, ino].join(' ');
  const known = scripts.get(file);
  if (known?.version === version) return known.script;
  const cachedData = codeCache(file);
  const source = internals.wrap(readFileSync(file, 'latin1'));
  const script = new Script(source, { filename: file, ...(cachedData && { cachedData }) });
  scripts.set(file, { version, script });
  return script;
}

function codeCache(file: string): Buffer | undefined {
  try {
    return readFileSync(`${file}.cache`).subarray(TAG);
  } catch {
    return undefined;
  }
}
