import { afterAll, beforeAll, expect, it } from 'vitest';
import { boundaries } from '../../support/attacks/flood/boundaries.js';
import { CHANGES } from '../../support/attacks/flood/changes.js';
import { type Flood, type Flooding, startFlooding } from '../../support/attacks/flood/flood.js';
import { buildFloodScenario } from '../../support/attacks/flood/flood-scenario.js';
import { installSlowTools, slowly } from '../../support/attacks/flood/slow-tools.js';
import { startWeakened } from '../../support/attacks/weakened.js';
import { ok } from '../../support/cli/vpcctl.js';
import { BACKEND, type Lab } from '../../support/lab/harness.js';

let lab: Lab;
let floods: readonly Flood[];
let flooding: Flooding;
beforeAll(async () => {
  lab = await startWeakened((bundle) =>
    // After `configure`, too: until then iptables-legacy's locked ports let nothing in.
    bundle.replaceAll('"filter","create","up","configure"', '"create","up","configure","filter"'),
  );
  installSlowTools(lab);
  const scenario = await buildFloodScenario(lab);
  floods = boundaries(scenario);
  flooding = await startFlooding(lab, scenario.places, floods);
}, 600_000);
afterAll(async () => {
  await flooding?.stop();
  await lab?.stop();
});

it('where links come before the policy, the flood gets through', async () => {
  const before = flooding.counts();
  await CHANGES['undo and redo of all']?.(lab, slowly(lab), 0);
  const through = () => {
    const { passed } = flooding.counts();
    const seen = floods.filter((_, slot) => (passed[slot] ?? 0) > (before.passed[slot] ?? 0));
    return [...new Set(seen.map(({ boundary }) => boundary))];
  };
  process.stdout.write(
    `${BACKEND}: links before the policy → ${through().join(', ') || 'nothing'}\n`,
  );
  expect(through()).toContain('to the host');
  expect(through()).toContain('against its own policy');
  // What it leads to is right: only on the way it was open.
  expect(await ok(lab, 'replay')).toBe('The host matches the journal: nothing to do\n');
}, 600_000);
