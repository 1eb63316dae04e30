import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { REPLAY_UNIT } from '../../../src/boot/unit.js';
import { readUnit, removeUnit, writeUnit } from '../../../src/boot/unit-file.js';
import { newMemoryDirectory } from '../../support/directories.js';

it('a unit that is removed leaves nothing, also where writing it was killed', () => {
  const directory = newMemoryDirectory('vpcctl-unit-');
  const file = join(directory, 'vpcctl.service');
  const unit = { ...REPLAY_UNIT, file };
  const text = REPLAY_UNIT.text({ node: '/n', vpcctl: '/v', state: '/s', stateIsChosen: false });
  writeUnit(unit, text);
  expect(readUnit(unit)).toBe(text);
  writeFileSync(join(directory, '.vpcctl.service.vpcctl-4711'), text.slice(0, 9));
  removeUnit(unit);
  expect(readdirSync(directory)).toEqual([]);
});
