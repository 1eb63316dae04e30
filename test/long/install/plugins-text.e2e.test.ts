import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { outsideEnvironment } from '../../support/lab/harness.js';
import { follow, stepsOf } from '../../support/plugins/text.js';

test('docs/plugins.md turns an empty folder into a plugin that works', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'vpcctl-text-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const steps = stepsOf(readFileSync(join(CHECKOUT, 'docs/plugins.md'), 'utf8'));
  const scripts = await follow(steps, directory, {
    ...outsideEnvironment(),
    CHECKOUT,
    PATH: `${join(CHECKOUT, 'bin')}:${process.env['PATH']}`,
    NO_COLOR: '1',
    // What the checkout was set up with need not be fetched again.
    npm_config_prefer_offline: 'true',
  });
  expect(scripts.filter(({ expected }) => expected.length > 0)).toHaveLength(1);
  for (const { printed, expected } of scripts) {
    let from = 0;
    // Each line is there, and after the one before.
    for (const line of expected) {
      const at = printed.indexOf(line, from);
      expect(at, `${line}\n\nis not in, or not in this order:\n\n${printed}`).not.toBe(-1);
      from = at + line.length;
    }
  }
  const pings = scripts.flatMap(({ printed }) => printed.match(/\d received/g) ?? []);
  expect(pings).toEqual(['1 received', '0 received', '1 received']);
}, 120_000);
