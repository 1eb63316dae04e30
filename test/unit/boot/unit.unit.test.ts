import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  FLOW_LOGS_UNIT,
  isOwnUnit,
  programsOf,
  REPLAY_UNIT,
  WATCH_UNIT,
} from '../../../src/boot/unit.js';

const { text: unitText } = REPLAY_UNIT;

const USUAL = {
  node: '/usr/bin/node',
  vpcctl: '/usr/lib/node_modules/vpcctl/bin/vpcctl',
  state: '/root/.vpcctl',
  stateIsChosen: false,
};

const UNITS = [REPLAY_UNIT, WATCH_UNIT, FLOW_LOGS_UNIT];

it.each(UNITS)(
  '$name is as reviewed, since a change affects every host',
  async ({ name, text }) => {
    await expect(text(USUAL)).toMatchFileSnapshot(name);
  },
);

const path = fc
  .array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 })
  .map((names) => `/${names.join('/').replaceAll('\0', '')}`);

it.each(UNITS)('any path can be read back from $name, and adds no line', (unit) => {
  const lines = unit.text({ ...USUAL, stateIsChosen: true }).split('\n').length;
  fc.assert(
    fc.property(path, path, path, (node, vpcctl, state) => {
      const text = unit.text({ node, vpcctl, state, stateIsChosen: true });
      expect(programsOf(text)).toEqual([node, vpcctl]);
      expect(text.split('\n')).toHaveLength(lines);
      expect(isOwnUnit(text)).toBe(true);
    }),
  );
});

it.each([
  ['a specifier', '/a%h', '"/a%%h"'],
  ['a variable', '/a$HOME', '"/a$$HOME"'],
  ['quotes and white space', '/a "b"\t\n', '"/a \\"b\\"\\x09\\x0a"'],
  ['a backslash', '/a\\x41', '"/a\\\\x41"'],
])('%s is escaped for systemd', (_, vpcctl, written) => {
  expect(unitText({ ...USUAL, vpcctl })).toContain(`ExecStart="/usr/bin/node" ${written} replay\n`);
});

it('names the state directory only where it is not the default', () => {
  expect(unitText(USUAL)).not.toContain('Environment=');
  const chosen = { ...USUAL, state: '/srv/100% mine', stateIsChosen: true };
  expect(unitText(chosen)).toContain('\nEnvironment="VPCCTL_HOME=/srv/100%% mine"\n');
});

it('recognizes units of other authors by their first line', () => {
  expect(isOwnUnit('[Unit]\nDescription=other\n')).toBe(false);
  expect(programsOf('[Service]\nExecStart=/bin/true\n')).toEqual([]);
});

it.each(UNITS)('$name has no mount namespace, which would hide network namespaces', ({ text }) => {
  const options = text(USUAL)
    .split('\n')
    .filter((line) => !line.startsWith('#'));
  const hiding =
    /^(Private|ProtectSystem|ProtectHome|ProtectKernel|ProtectControlGroups|ProtectProc|ProcSubset|ReadOnly|ReadWrite|Inaccessible|Bind|TemporaryFileSystem|Root|MountFlags|DynamicUser|StateDirectory)/;
  expect(options.filter((line) => hiding.test(line))).toEqual([]);
});
