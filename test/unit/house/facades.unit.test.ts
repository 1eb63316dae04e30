import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf } from '../../support/house/imports.js';
import { allSources, type Source } from '../../support/house/sources.js';

/** Areas that other areas import only by façades: docs/decisions/0035-facades.md. */
const GUARDED = /^src\/(boot|engine|features|host|model)\//;

const FACADES = [
  // This file exports the part of its folder that other areas may use.
  /\/index\.ts$/,
  // Reading commands need types and selectors of a feature, without its intents and zod.
  /^src\/features\/[^/]+\/state\.ts$/,
  // What features show of the state, for commands that load no feature.
  /^src\/features\/views\.ts$/,
  // This file has two functions about plain objects, and no folder of its own.
  /^src\/model\/records\.ts$/,
];

/** The folder under `src` that a file is in, or `src` itself. */
function areaOf(path: string): string {
  return path.split('/').slice(0, -1).slice(0, 2).join('/');
}

/** The imports of a file that reach past a façade of another area: static, dynamic and types. */
function pastFacades({ path, text }: Source): string[] {
  return importsOf({ text }).flatMap((fileName) => {
    if (!path.startsWith('src/') || !fileName.startsWith('.')) return [];
    const target = join(dirname(path), fileName).replace(/\.js$/, '.ts');
    if (!GUARDED.test(target) || areaOf(target) === areaOf(path)) return [];
    return FACADES.some((facade) => facade.test(target)) ? [] : [`${path} imports ${target}`];
  });
}

describe('imports from another area', () => {
  it('go by a façade', () => {
    expect(allSources().flatMap(pastFacades)).toEqual([]);
  });

  it.each([
    ['src/commands/inspect/list.ts', "import('../../engine/run/execute.js')"],
    ['src/ui/views/vpc.ts', "import type { Plan } from '../../engine/model/plan.js'"],
    ['src/engine/run/execute.ts', "export { run } from '../../host/process/run.js'"],
    ['src/core.ts', "import { createHost } from './host/host.js'"],
    ['src/features/vpc/create.ts', "import { checkName } from '../../model/names/name.js'"],
  ])('of %s do not go past one: %s', (path, text) => {
    expect(pastFacades({ path, text })).toHaveLength(1);
  });

  it.each([
    ['src/engine/run/execute.ts', "import { plan } from '../model/plan.js'"],
    ['src/ui/views/vpc.ts', "import { selectVpcs } from '../../features/vpc/state.js'"],
    ['src/commands/inspect/reach.ts', "import('../../engine/reach/index.js')"],
  ])('of %s may go within the area or by a façade: %s', (path, text) => {
    expect(pastFacades({ path, text })).toEqual([]);
  });
});
