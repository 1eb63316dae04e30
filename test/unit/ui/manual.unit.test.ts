import { beforeAll, expect, it } from 'vitest';
import { groupsOf } from '../../../src/ui/help/groups.js';
import { type ManualCommand, manualPage } from '../../../src/ui/help/manual.js';
import { sourceConfig } from '../../support/cli/in-process/source-config.js';

let commands: readonly ManualCommand[];
beforeAll(async () => {
  commands = (await sourceConfig()).commands as readonly object[] as readonly ManualCommand[];
});

const ABOUT = { version: '1.2.3', description: 'It is.', date: '2026-11-30' };

/** The macros of man(7) that the page uses. */
const MACRO = /^\.(TH|SH|SS|TP|PP|IP|RS|RE|B|I|BR)( |$)/;

it('has each command that is shown, with its flags', () => {
  const page = manualPage(commands, ABOUT).replaceAll('\\-', '-');
  for (const { id, hidden, flags } of commands) {
    expect(page.includes(`.B vpcctl ${id.replaceAll(':', ' ')}`), id).toBe(!hidden);
    for (const flag of hidden ? [] : Object.keys(flags)) expect(page).toContain(`--${flag}`);
  }
});

it('is roff: only macros begin with a dot, and each indent ends', () => {
  const lines = manualPage(commands, ABOUT).split('\n');
  expect(lines.filter((line) => /^[.']/.test(line) && !MACRO.test(line))).toEqual([]);
  expect(lines.filter((line) => /\\(?![-e&f]|\(dq|\(aq)/.test(line))).toEqual([]);
  expect(lines.filter((line) => line === '').length).toBe(1);
  const count = (macro: string) => lines.filter((line) => line === macro).length;
  expect(count('.RS')).toBe(count('.RE'));
});

it('takes no text of a plugin for a macro', () => {
  const evil = { id: 'x', summary: '.so /etc/passwd', description: "'br\n.sy id \\n", args: {} };
  const page = manualPage([{ ...evil, flags: {} }], ABOUT);
  expect(page).not.toMatch(/^(\.s[oy]|'br)/m);
});

it('groups commands, and puts a plugin that names no group of ours under plugins', () => {
  const of = (group?: string) => groupsOf([{ id: 'a:b', summary: 'Do it.', group }])[0]?.heading;
  expect([of('time'), of('host'), of('elsewhere'), of()]).toEqual([
    ...['TIME', 'HOST', 'PLUGINS', 'PLUGINS'],
  ]);
  const headings = groupsOf(commands).map(({ heading }) => heading);
  expect(headings).toEqual(['NETWORKS', 'POLICY', 'TIME', 'SEE', 'HOST']);
});
