import { afterAll, beforeAll, expect, it } from 'vitest';
import { ok } from '../../support/cli/vpcctl.js';
import { FIREWALLD } from '../../support/foreign-firewalls/firewalls.js';
import { foreignRules, shell } from '../../support/foreign-firewalls/host.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { LENGTHS } from '../../support/run/lengths.js';

/** Every how many places a command is killed. */
const STRIDE = LENGTHS.allKillPoints ? 1 : 3;

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await shell(lab, 'nft -f /dev/stdin', FIREWALLD);
});
afterAll(() => lab.stop());

it('a command that is killed at any point, also during its rollback, leaves no rule behind', async () => {
  const before = await foreignRules(lab);
  // Each rolls back what the one before it has left, and is killed some places later.
  await shell(
    lab,
    `place=1
    until VPCCTL_FAULT=$place vpcctl create-vpc one 10.0.0.0/16 >/dev/null 2>&1 ||
      vpcctl list | grep -q ^one; do place=$((place + ${STRIDE})); done
    echo "$place" >/run/places`,
    '',
    { timeout: 110_000 },
  );
  // It was killed before, between and after the programs and settings that it takes.
  expect(Number(await shell(lab, 'cat /run/places'))).toBeGreaterThan(12);
  expect((await foreignRules(lab)).match(/iifname "br-one".*"vpcctl br-one"/g)).toHaveLength(3);
  await ok(lab, 'delete-vpc', 'one');
  expect(await foreignRules(lab)).toBe(before);
});
