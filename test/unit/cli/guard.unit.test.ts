import { beforeAll, describe, expect, it } from 'vitest';
import type { Machine } from '../../support/cli/in-process/machine.js';
import { tutorialMachine } from '../../support/cli/in-process/tutorial.js';
import { refused } from '../../support/cli/vpcctl.js';

let machine: Machine;
let apply: string[];
beforeAll(async () => {
  const built = await tutorialMachine();
  apply = ['apply-firewall', 'vpc1', 'public', built.policyFile];
  machine = built;
});

describe('an invalid confirmation flag is refused before anything is changed', () => {
  it.each([
    ['--check', 'vpc1/private 10.0.1.1', 'CHECK_INVALID'],
    ['--check', 'host -> vpc1/nowhere', 'SUBNET_UNKNOWN'],
    ['--confirm-within', 'soon', 'DURATION_INVALID'],
  ])('%s %s: %s', async (flag, value, code) => {
    const [journal, host, files] = [machine.journal(), machine.host(), machine.files()];
    expect(await refused(machine, [...apply, flag, value])).toMatchObject({ code, exitCode: 2 });
    expect(await refused(machine, [...apply, '--dry-run', flag, value])).toMatchObject({ code });
    expect(machine.journal()).toBe(journal);
    expect(machine.host()).toEqual(host);
    expect(machine.files()).toEqual(files);
  });
});
