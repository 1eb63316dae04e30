import { PACKET_POLICY_KINDS } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { core } from '../../../src/core.js';
import { allSources, type Source } from '../../support/house/sources.js';

const { features = [], drivers = [] } = core();
const NAMES = new Set([
  ...features.map(({ name }) => name),
  ...drivers.flatMap(({ kinds }) => kinds),
  ...PACKET_POLICY_KINDS,
]);

/** Names that a file may have, with the reason. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // Lines of `status`, and a property of `diff --json`: which backend and uplink are in use.
  'src/ui/views/status.ts': ["'backend'", "'uplink'"],
  'src/ui/views/changes.ts': ["'backend'"],
  // A method of intents, which says which uplink an event names.
  'src/engine/registry/plugin-errors.ts': ["'uplink'"],
  // An address is also an end of a flow.
  'src/engine/confirm/check.ts': ["'address'"],
  'src/engine/reach/packets.ts': ["'address'"],
  'src/engine/reach/probe.ts': ["'address'"],
  // The words of users who look for a command.
  'src/ui/errors/meant-command.ts': ["'vpc'", "'subnet'", "'instance'", "'firewall'"],
  // A cause for which packets are denied.
  'src/ui/views/see/denied.ts': ["'source-guard'"],
  // Labels of metrics.
  'src/engine/metrics/own-meters.ts': ["'vpc'", "'subnet'"],
  // A property of what is shown, as `--json` has it.
  'src/ui/views/vpc.ts': ["'labels'"],
  'src/ui/views/vpc-table.ts': ["'labels'"],
  'src/ui/views/vpc-tree.ts': ["'labels'"],
  // It reads the file of one command, and says the place of each mistake in it.
  'src/ui/policy/file.ts': ["'../../features/firewall/index.js'"],
};

const LITERAL = /'([^'\n]*)'/g;
const FEATURE_FILE = /\/features\/[^/]+\/[^/]+\.js$/;

/** The names of kinds and features, types of their intents, and imports of a feature in a file. */
function namesIn({ path, text }: Source): string[] {
  return [...text.matchAll(LITERAL)]
    .filter(([, word = '']) => isName(word) || FEATURE_FILE.test(word))
    .map(([literal]) => literal)
    .filter((literal) => !ALLOWED[path]?.includes(literal))
    .map((literal) => `${path} has ${literal}`);
}

function isName(word: string): boolean {
  const [feature = '', verb] = word.split('.');
  return NAMES.has(word) || (NAMES.has(feature) && /^[a-z-]+$/.test(verb ?? ''));
}

const guarded = allSources().filter(({ path }) => /^src\/(engine|ui)\//.test(path));

describe('the engine and the ui', () => {
  it('name no kind of resource and no feature', () => {
    expect(guarded.length).toBeGreaterThan(80);
    expect(guarded.flatMap(namesIn)).toEqual([]);
  });

  it('have no exception that is not needed any more', () => {
    for (const [path, literals] of Object.entries(ALLOWED)) {
      const text = guarded.find((source) => source.path === path)?.text;
      for (const literal of literals) expect(text, path).toContain(literal);
    }
  });

  it.each([
    "kind === 'veth'",
    "kinds.includes('packet-filter')",
    "type: 'vpc.create'",
    "import { backendOf } from '../../features/backend/state.js'",
  ])('may not have %s', (text) => {
    expect(namesIn({ path: 'src/engine/model/plan.ts', text })).toHaveLength(1);
  });
});
