import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf } from '../../support/house/imports.js';
import { allSources } from '../../support/house/sources.js';

/**
 * The areas that each area may import, and workspaces by name. Each area may import its own files.
 * Areas are in the order of the architecture: journal <- sdk <- plugins; features, host <- engine
 * <- ui <- commands.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  journal: [],
  'plugins/sdk': ['@vpcctl/journal'],
  // This entry point is for commands, and it loads oclif.
  'plugins/sdk/command': ['plugins/sdk'],
  // It stands for zod, which vpcctl lends to plugins.
  'plugins/sdk/zod': [],
  // Only tests import these two: labs, and the conformance suite of drivers.
  'plugins/sdk/lab': [],
  'plugins/sdk/conformance': ['plugins/sdk', 'plugins/sdk/lab'],
  'plugins/*': ['@vpcctl/sdk', '@vpcctl/sdk/command', '@vpcctl/sdk/zod'],
  // These stand for third-party plugins, so they import only published entry points.
  'examples/*': ['@vpcctl/sdk', '@vpcctl/sdk/command', '@vpcctl/sdk/zod'],
  'src/features': ['src/model', '@vpcctl/sdk'],
  'src/model': ['src/features', '@vpcctl/sdk'],
  'src/host': ['@vpcctl/journal', '@vpcctl/sdk'],
  'src/lab': ['src/host', '@vpcctl/sdk'],
  'src/boot': ['src/host', '@vpcctl/journal', '@vpcctl/sdk'],
  'src/engine': ['src/features', 'src/host', 'src/model', '@vpcctl/journal', '@vpcctl/sdk'],
  'src/backend-compare': ['src/features', 'src/host', 'src/lab', 'src/model', '@vpcctl/sdk'],
  'src/flow-logs': [
    'src/engine',
    'src/features',
    'src/host',
    'src/model',
    '@vpcctl/journal',
    '@vpcctl/sdk',
    // How JSON is escaped for terminals.
    '@vpcctl/sdk/command',
  ],
  // A Tab waits for it, so it reads the snapshot and no more.
  'src/completion': ['src/host', '@vpcctl/journal', '@vpcctl/sdk'],
  'src/schemas': [],
  // It is pure, but for the library that lays out. The page and commands import it.
  'src/drawing': ['src/model', '@vpcctl/sdk'],
  // ui renders data of the engine and the features. Only commands and the files above import it.
  'src/ui': [
    'src/drawing',
    'src/engine',
    'src/features',
    'src/model',
    'src/schemas',
    '@vpcctl/sdk',
    '@vpcctl/sdk/command',
  ],
  // The page answers with what commands print, by the functions of the commands.
  'src/page': [
    ...[
      'src/drawing',
      'src/flow-logs',
      'src/engine',
      'src/features',
      'src/host',
      'src/schemas',
      'src/ui',
    ],
    ...['@vpcctl/sdk', '@vpcctl/sdk/command'],
  ],
  'src/commands': [
    ...[
      'src/backend-compare',
      'src/boot',
      'src/completion',
      'src/engine',
      'src/features',
      'src/flow-logs',
      'src/host',
      'src/lab',
      'src/model',
      'src/page',
    ],
    ...['src/schemas', 'src/ui', '@vpcctl/sdk', '@vpcctl/sdk/command'],
  ],
  'src/demo': ['src/host', 'src/lab', 'src/ui', '@vpcctl/sdk'],
  // These files connect the areas.
  src: ['src/commands', 'src/features', 'src/host', 'src/ui', '@vpcctl/sdk'],
};

/** Modules that start programs; only few areas may import them. */
const STARTS_PROGRAMS = /^(node:)?child_process$|^execa$/;
const MAY_START = ['src/host', 'plugins/sdk/lab'];

/** Folders of the SDK with a package entry point of their own. */
const SDK_ENTRY_POINTS = new Set(['command', 'conformance', 'lab', 'zod']);

/** The area of a file; null for tests and scripts, which may import anything. */
function areaOf(path: string): string | null {
  const [top = '', second = ''] = path.split('/');
  if (top === 'journal') return 'journal';
  if (top === 'examples') return 'examples/*';
  if (top === 'plugins' && second !== 'sdk') return 'plugins/*';
  if (top === 'plugins') {
    const part = path.split('/').slice(3, -1).at(0) ?? '';
    return SDK_ENTRY_POINTS.has(part) ? `plugins/sdk/${part}` : 'plugins/sdk';
  }
  if (top !== 'src') return null;
  return path.split('/').length > 2 ? `src/${second}` : 'src';
}

/** Describes the fault of an import of `specifier` in `path`; null where it is allowed. */
function fault(path: string, specifier: string): string | null {
  const area = areaOf(path);
  if (area === null) return null;
  if (STARTS_PROGRAMS.test(specifier)) {
    return MAY_START.includes(area) ? null : `${path} starts programs: ${specifier}`;
  }
  const target = specifier.startsWith('.')
    ? areaOf(join(dirname(path), specifier))
    : specifier.startsWith('@vpcctl/')
      ? specifier
      : area;
  const inPlace = target === area && staysInPackage(path, specifier);
  if (inPlace || MAY_IMPORT[area]?.includes(target ?? '')) return null;
  return `${path} imports ${specifier}`;
}

/** Whether an import stays in its plugin: a plugin may not import files of another one. */
function staysInPackage(path: string, specifier: string): boolean {
  if (!specifier.startsWith('.') || !path.startsWith('plugins/')) return true;
  return join(dirname(path), specifier).split('/')[1] === path.split('/')[1];
}

const sources = allSources();

describe('imports', () => {
  it('run one way', () => {
    const faults = sources.flatMap((source) =>
      importsOf(source).flatMap((specifier) => fault(source.path, specifier) ?? []),
    );
    expect(faults).toEqual([]);
  });

  it('are checked in every area', () => {
    const areas = new Set(sources.flatMap(({ path }) => areaOf(path) ?? []));
    expect(Object.keys(MAY_IMPORT)).toEqual(expect.arrayContaining([...areas]));
    expect(importsOf({ text: "import('x'); import type { A } from 'y';" })).toEqual(['x', 'y']);
  });

  it.each([
    ['src/features/vpc/create.ts', '../../engine/plan.js'],
    ['src/features/index.ts', '@vpcctl/journal'],
    ['src/engine/model/plan.ts', '../../ui/text/table.js'],
    ['src/host/process/run.ts', '../../engine/model/plan.js'],
    ['src/ui/views/vpc-tree.ts', '../../commands/inspect/list.js'],
    ['src/ui/views/vpc-tree.ts', '../../host/process/run.js'],
    ['src/core.ts', '@vpcctl/nftables'],
    ['src/core.ts', '../plugins/nftables/src/plugin.js'],
    ['src/core.ts', '../plugins/sdk/src/index.js'],
    ['plugins/nftables/src/plugin.ts', '../../../src/host/run.js'],
    ['plugins/nftables/src/plugin.ts', '../../shaping/src/plugin.js'],
    ['plugins/nftables/src/plugin.ts', '@vpcctl/shaping'],
    ['plugins/sdk/src/address/cidr.ts', '@vpcctl/nftables'],
    ['journal/src/fold/fold.ts', '@vpcctl/sdk'],
    ['src/engine/model/plan.ts', 'node:child_process'],
    ['plugins/nftables/src/plugin.ts', 'execa'],
  ])('of %s may not include %s', (path, specifier) => {
    expect(fault(path, specifier)).not.toBeNull();
  });
});
