import { beforeAll, describe, expect, it } from 'vitest';
import type { TestHost } from '../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../support/cli/in-process/tutorial.js';
import { refused } from '../../support/cli/vpcctl.js';

let host: TestHost;
let apply: string[];
beforeAll(async () => {
  const built = await tutorialHost();
  apply = ['apply-firewall', 'vpc1', 'public', built.policyFile];
  host = built;
});

describe('an invalid confirmation flag is refused before anything is changed', () => {
  it.each([
    ['--check', 'vpc1/private 10.0.1.1', 'CHECK_INVALID'],
    ['--check', 'host -> vpc1/nowhere', 'SUBNET_UNKNOWN'],
    ['--confirm-within', 'soon', 'DURATION_INVALID'],
  ])('%s %s: %s', async (flag, value, code) => {
    const [journal, resources, files] = [host.journal(), host.resources(), host.files()];
    expect(await refused(host, [...apply, flag, value])).toMatchObject({ code, exitCode: 2 });
    expect(await refused(host, [...apply, '--dry-run', flag, value])).toMatchObject({ code });
    expect(host.journal()).toBe(journal);
    expect(host.resources()).toEqual(resources);
    expect(host.files()).toEqual(files);
  });
});
