import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { REPLAY_UNIT } from '../../../src/boot/unit.js';
import { readUnit, removeUnit, writeUnit } from '../../../src/boot/unit-file.js';
import { newMemoryDirectory } from '../../support/directories.js';

it('a unit that is removed leaves nothing, also where writing it was killed', () => {
  const file = join(newMemoryDirectory('vpcctl-unit-'), 'vpcctl.service');
  const unit = { ...REPLAY_UNIT, file };
  const text = REPLAY_UNIT.text({ node: '/n', vpcctl: '/v', state: '/s', stateIsChosen: false });
  writeUnit(unit, text);
  expect(readUnit(unit)).toBe(text);
  writeFileSync(`${file}.new`, text.slice(0, 9));
  removeUnit(unit);
  expect([file, `${file}.new`].filter(existsSync)).toEqual([]);
});
