import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { iptablesLegacy } from '@vpcctl/iptables-legacy';
import { nftables } from '@vpcctl/nftables';
import { type Driver, diff, type Invocation, planInvocations, processOf } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { STATES, type Step } from '../../../support/features/golden-states.js';

/**
 * What is started, phase by phase, as it is read: a program with its arguments, and its standard
 * input below.
 */
function text(driver: Driver, { before, after }: Step): string {
  return planInvocations(driver.compile(diff(before, after)))
    .flat()
    .map(block)
    .join('\n');
}

function block(invocation: Invocation): string {
  const process = processOf(invocation);
  const lines =
    process === null
      ? invocation.operations.map((operation) => JSON.stringify(operation))
      : [[process.program, ...process.args].join(' '), process.input ?? ''];
  return `# ${invocation.phase}\n${lines.join('\n')}`;
}

describe.each([nftables, iptablesLegacy])('$name compiles to its golden files', (driver) => {
  const directory = join(import.meta.dirname, driver.name);

  it.each(Object.entries(STATES))('%s', async (name, step) => {
    await expect(text(driver, step)).toMatchFileSnapshot(join(directory, `${name}.txt`));
  });

  it('every golden file has a state', () => {
    expect(readdirSync(directory).sort()).toEqual(
      Object.keys(STATES)
        .map((name) => `${name}.txt`)
        .sort(),
    );
  });
});
