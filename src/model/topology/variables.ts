import { didYouMean } from '@vpcctl/sdk';
import { ownValue } from '../records.js';
import type { Origin, TopologyFile } from './file.js';
import type { Issues } from './issues.js';
import { isMap } from './plain.js';
import { isVariableName, type Scope, type Variable } from './scope.js';
import type { Fill } from './template.js';

/**
 * The variables of all files, in order; a later one may use an earlier one.
 * @param set values that were given on the command line, which replace those of the files
 */
export function collectVariables(
  files: readonly TopologyFile[],
  set: Readonly<Record<string, string>>,
  fill: Fill,
  issues: Issues,
): Scope {
  const declared = new Map<string, Variable>();
  const scope: Scope = { declared, ranges: [] };
  const first = new Map<string, { readonly raw: unknown; readonly origin: Origin }>();
  for (const [file, { value }] of files.entries()) {
    const vars = isMap(value) ? ownValue(value, 'vars') : undefined;
    if (vars === undefined || vars === null) continue;
    if (isMap(vars)) {
      for (const [name, raw] of Object.entries(vars))
        declare(name, raw, { file, path: ['vars', name] });
    } else {
      issues.add({ file, path: ['vars'] }, 'vars must be a map of names and values');
    }
  }
  for (const name of Object.keys(set)) {
    if (declared.has(name)) continue;
    const meant = didYouMean(name, [...declared.keys()]);
    const hint = meant === null ? '' : `: did you mean ${JSON.stringify(meant)}?`;
    const message = `--set ${name}: no file declares the variable ${JSON.stringify(name)}${hint}`;
    issues.add({ file: 0, path: [] }, message);
  }
  return scope;

  function declare(name: string, raw: unknown, origin: Origin): void {
    const former = first.get(name);
    if (former !== undefined) {
      if (raw === former.raw) return;
      const place = issues.placeOf(former.origin);
      issues.add(origin, `the variable ${JSON.stringify(name)} has another value at ${place}`);
      return;
    }
    first.set(name, { raw, origin });
    if (!isVariableName(name)) {
      const rule = 'use letters, digits and _, and a letter first';
      issues.add(
        origin,
        `a variable cannot be named ${JSON.stringify(name.slice(0, 60))}: ${rule}`,
      );
      return;
    }
    const given = ownValue(set, name);
    declared.set(name, given === undefined ? valueIn(raw, origin) : givenValue(given, raw));
  }

  function valueIn(raw: unknown, origin: Origin): Variable {
    if (typeof raw === 'number' && Number.isSafeInteger(raw)) return raw;
    if (typeof raw !== 'string') {
      issues.add(origin, 'a variable must be a whole number or a text');
      return null;
    }
    const filled = fill(raw, scope);
    if ('value' in filled) return filled.value;
    if (filled.fault !== null) issues.add(origin, filled.fault, filled.about);
    return null;
  }
}

/** What `--set` gives: a number where it is one, but a text where the file has a plain text. */
function givenValue(given: string, raw: unknown): Variable {
  const number = Number(given);
  const isText = typeof raw === 'string' && !raw.includes('${');
  return !isText && Number.isSafeInteger(number) && String(number) === given ? number : given;
}
