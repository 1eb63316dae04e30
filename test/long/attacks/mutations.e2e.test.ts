import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUICK, tryAll } from '../../support/attacks/all.js';
import { CLASSES } from '../../support/attacks/attack.js';
import { MUTATIONS, restored } from '../../support/attacks/mutations.js';
import { PATIENCE } from '../../support/attacks/patience.js';
import {
  buildScenario,
  detected,
  type Ears,
  listen,
  type Place,
  type Station,
} from '../../support/attacks/scenario.js';
import { caught, got } from '../../support/attacks/try.js';
import { ok } from '../../support/cli/vpcctl.js';
import { BACKEND, type Lab, startLab } from '../../support/lab/harness.js';
import { LENGTHS } from '../../support/run/lengths.js';

/** With all of them, more classes are tried with each. */
const { allMutations } = LENGTHS;
const few = [
  'no port isolation',
  'no source guard',
  'no conntrack zone',
  'no share of connections',
  'packets to addresses of nobody',
];
const chosen = MUTATIONS.filter(({ name }) => allMutations || few.includes(name));

let lab: Lab;
let ears: Ears;
let stations: ReadonlyMap<Place, Station>;
beforeAll(async () => {
  lab = await startLab();
  await buildScenario(lab);
  stations = await detected(lab);
  ears = await listen(lab);
}, PATIENCE);
afterAll(async () => {
  await ears.stop();
  await lab.stop();
});

describe('a weakened policy', () => {
  it.each(chosen)(
    '$name: is noticed by $kind',
    async (mutation) => {
      const { name, kind, attack } = mutation;
      const { script, isStopped = false } =
        BACKEND === 'nftables' ? mutation.nftables : mutation.legacy;
      expect(await lab.shell(`set -e\n${script}`)).toMatchObject({ exitCode: 0 });
      const tried = await tryAll(lab, stations, ears, allMutations ? [...QUICK, kind] : [kind]);
      const back = await lab.shell(restored(mutation));
      await ok(lab, 'replay');
      process.stdout.write(`${BACKEND}: ${name} → ${caught(tried).join(', ') || 'nothing'}\n`);
      expect(back).toMatchObject({ exitCode: 0 });
      const own = got(tried).filter((each) => each.startsWith(`${kind}: `));
      if (isStopped) expect(own).toEqual([]);
      else expect(own).toContainEqual(expect.stringMatching(attack));
    },
    PATIENCE,
  );

  it(
    'lets nothing through once it is whole again',
    async () => {
      expect(await ok(lab, 'replay')).toBe('The host matches the journal: nothing to do\n');
      // The whole list, on a build that lacked nothing, is that of the attacks.
      const classes = allMutations ? CLASSES : QUICK;
      expect(got(await tryAll(lab, stations, ears, classes))).toEqual([]);
    },
    PATIENCE,
  );
});
