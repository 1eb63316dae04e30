import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { outsideEnvironment } from '../../support/lab/harness.js';

/** A third party's driver, here one that does nothing, and its test. */
const TEST = `
import { PACKET_POLICY_KINDS } from '@vpcctl/sdk';
import { conformance } from '@vpcctl/sdk/conformance';

const driver = {
  name: 'mine',
  kinds: PACKET_POLICY_KINDS,
  programs: {},
  compile: () => [],
  observe: async (_host, candidates) => [...candidates],
};
conformance({ driver });
`;

let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'vpcctl-driver-'));
  const modules = join(directory, 'node_modules');
  const source = join(CHECKOUT, 'plugins/sdk');
  const sdk = join(modules, '@vpcctl/sdk');
  mkdirSync(sdk, { recursive: true });
  // As it is packed: what tsc makes of it, and no sources.
  const build = ['-p', join(source, 'tsconfig.build.json'), '--outDir', join(sdk, 'dist')];
  await execa(join(CHECKOUT, 'node_modules/.bin/tsc'), build);
  cpSync(join(source, 'package.json'), join(sdk, 'package.json'));
  const manifest = readFileSync(join(source, 'package.json'), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  for (const name of ['vitest', ...Object.keys(dependencies)]) {
    const link = join(modules, name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(CHECKOUT, 'node_modules', name), link);
  }
  writeFileSync(join(directory, 'mine.test.mjs'), TEST);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('a third-party driver is tested with one import, by the vpcctl on PATH', async () => {
  const vitest = join(CHECKOUT, 'node_modules/vitest/vitest.mjs');
  const cases = ['run', '--root', directory, '-t', 'narrowed by CIDRs|leaves nothing'];
  const { stdout, exitCode } = await execa('node', [vitest, ...cases], {
    cwd: directory,
    env: {
      ...outsideEnvironment(),
      PATH: `${join(CHECKOUT, 'bin')}:${process.env['PATH']}`,
      NO_COLOR: '1',
    },
    extendEnv: false,
    reject: false,
  });
  expect(stdout).toMatch(/× is narrowed by CIDRs/);
  expect(stdout).toMatch(/1 failed \| 2 passed/);
  expect(exitCode).toBe(1);
});
