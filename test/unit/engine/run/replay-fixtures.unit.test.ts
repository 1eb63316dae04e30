import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, foldWhole, openJournal } from '@vpcctl/journal';
import type { Json } from '@vpcctl/sdk';
import { expect, it } from 'vitest';
import nftablesPlugin from '../../../../plugins/nftables/src/plugin.js';
import { core } from '../../../../src/core.js';
import { lower } from '../../../../src/engine/model/desired.js';
import { EMPTY_STATE, evolve } from '../../../../src/engine/model/evolve.js';
import { createRegistry } from '../../../../src/engine/registry/registry.js';
import { omitWhere } from '../../../../src/model/records.js';
import { CHECKOUT } from '../../../support/checkout.js';

const FIXTURES = join(CHECKOUT, 'test/fixtures/journals');

/** What the journals of released versions must go on meaning: a change here breaks the hosts of users. */
const DIGESTS: Record<string, { state: string; resources: string }> = {
  '0.1.0': { state: 'd5dba2230fd3cf51', resources: 'a812030fc8d3117e' },
};

it.each(readdirSync(FIXTURES))(
  'the journal of version %s still has the same meaning',
  async (version) => {
    const registry = createRegistry([core(), await nftablesPlugin()]);
    const journal = openJournal(join(FIXTURES, version), { acquire: async () => {} });
    const { entries } = await journal.read();
    const { state: folded, pending } = foldWhole(entries, EMPTY_STATE, evolve(registry));
    // A feature that came later has an empty slice, which says nothing.
    const state = omitWhere(folded, (slice) => JSON.stringify(slice) === '{}');
    expect(pending).toBeNull();
    const resources = lower(registry, state).map(({ id, attributes }) => ({ id, attributes }));
    expect({ state: digest(state), resources: digest(resources) }).toEqual(DIGESTS[version]);
  },
);

function digest(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
}
