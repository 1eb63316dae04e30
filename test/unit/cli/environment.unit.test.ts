import { beforeAll, describe, expect, it } from 'vitest';
import { errorSchema } from '../../../src/schemas/error.js';
import { createTestHost, type TestHost } from '../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../support/cli/in-process/tutorial.js';
import { parse, refused } from '../../support/cli/vpcctl.js';

const NOBODY = { uid: 65534 };

let host: TestHost;
let resources: string[];
let journal: string | null;
beforeAll(async () => {
  host = await tutorialHost();
  resources = host.resources();
  journal = host.journal();
});

function expectNothingDone(): void {
  expect(host.journal()).toBe(journal);
  expect(host.resources()).toEqual(resources);
}

describe('a user who is not root', () => {
  it.each([
    'create-vpc vpc3 10.3.0.0/16',
    'add-subnet vpc2 more 172.16.9.0/24 --type public',
    'peer vpc1 vpc2',
    'delete-vpc vpc2',
    'undo',
    'replay',
  ])('is refused, with the two ways to be root: vpcctl %s', async (line) => {
    const result = await host.run(line.split(' '), NOBODY);
    expect(result).toMatchObject({ exitCode: 3, stdout: '' });
    for (const text of [
      'error: only root may change the network of this host',
      `→ sudo vpcctl ${line}`,
      `→ vpcctl lab -- vpcctl ${line}`,
    ]) {
      expect(result.stderr).toContain(text);
    }
    expect(result.stderr).not.toMatch(/^ +at /m);
    expectNothingDone();
  });

  it('is refused in JSON with --json', async () => {
    const { exitCode, stdout } = await host.run(['delete-vpc', 'vpc1', '--json'], NOBODY);
    expect(exitCode).toBe(3);
    expect(parse(errorSchema, stdout).error).toMatchObject({ code: 'NOT_ROOT', exitCode: 3 });
  });

  it('may dry-run a change if the state is readable', async () => {
    const { exitCode, stdout } = await host.run(['delete-vpc', 'vpc1', '--dry-run'], NOBODY);
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Would delete VPC vpc1'),
    });
    expectNothingDone();
  });
});

it('a state directory that is a file is refused, and nothing is changed', async () => {
  const other = createTestHost();
  other.write('state', 'not a directory');
  const refusal = await refused(other, ['create-vpc', 'vpc1', '10.0.0.0/16']);
  expect(refusal.code).toMatch(/_(FAILED|UNREADABLE)$/);
  expect(refusal).toMatchObject({ exitCode: 3, message: expect.stringContaining(other.state) });
  expect(refusal.hints).toHaveLength(1);
  expect(other.resources()).toEqual([]);
});
