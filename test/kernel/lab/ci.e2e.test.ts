import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CHECKOUT } from '../../support/checkout.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

/** The code blocks of docs/ci.md: their languages and texts. */
const blocks = [
  ...readFileSync(join(CHECKOUT, 'docs/ci.md'), 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm),
].map(([, language = '', text = '']) => ({ language, text }));

/** All texts in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value instanceof Object ? Object.values(value).flatMap(textsIn) : [];
}

/** The commands of a snippet that start vpcctl. */
const commands = blocks.map(({ language, text }) => {
  const recipes = text.split('\n').filter((line) => line.startsWith('\t'));
  const all = language === 'make' ? recipes.map((line) => line.slice(1)) : textsIn(parse(text));
  return all.filter((line) => /\bvpcctl\b/.test(line));
});

const PACKAGE = { scripts: { test: 'vpcctl exec shop web -- ping -c 1 10.0.2.1' } };
const NET = `vpcs:
  shop:
    cidr: 10.0.0.0/16
    subnets:
      web: {cidr: 10.0.1.0/24, type: public}
      db: {cidr: 10.0.2.0/24}
`;

/** A project that has vpcctl among its packages. */
let project: string;
let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  project = mkdtempSync(join(tmpdir(), 'vpcctl-ci-'));
  chmodSync(project, 0o755);
  mkdirSync(join(project, 'node_modules/.bin'), { recursive: true });
  symlinkSync(join(CHECKOUT, 'bin/vpcctl'), join(project, 'node_modules/.bin/vpcctl'));
  writeFileSync(join(project, 'package.json'), JSON.stringify(PACKAGE));
  writeFileSync(join(project, 'net.yaml'), NET);
});
afterAll(async () => {
  await lab?.stop();
  rmSync(project, { recursive: true, force: true });
});

it('has a snippet with vpcctl for each of three systems', () => {
  expect(blocks.map(({ language }) => language)).toEqual(['yaml', 'yaml', 'make']);
  expect(commands.map((lines) => lines.length)).toEqual([1, 1, 1]);
});

it.each([...new Set(commands.flat())])('the tests of a project pass by: %s', async (command) => {
  const { exitCode, stdout, stderr } = await lab.run('sh', ['-c', command], { cwd: project });
  expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0 });
  expect(stdout).toContain('1 received');
});
