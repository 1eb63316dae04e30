import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { makePictures } from '../../support/pictures/make.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.stop());

it('the README and its pictures show what vpcctl prints: else npm run pictures', async () => {
  for (const [path, text] of await makePictures(lab, CHECKOUT)) {
    const file = join(CHECKOUT, path);
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '', path).toBe(text);
  }
});
