import type { ChangeEvent } from '@vpcctl/journal';
import { describe, expect, it } from 'vitest';
import { eventsOfPlugin, refuseNeeded } from '../../../../src/engine/inspect/plugin-entries.js';
import { changeOf } from '../../../support/engine/entries.js';

const event = (type: string, plugin?: string): ChangeEvent => ({
  ...{ type, v: 1, data: {} },
  ...(plugin && { plugin: { name: plugin, version: '1.0.0', source: null } }),
});

const ENTRIES = [
  changeOf(1, event('vpc.create')),
  changeOf(2, event('ban.add', 'vpcctl-ban'), event('ban.more', 'vpcctl-ban')),
  changeOf(3, event('ban.add')),
  changeOf(4, event('dns.enable', 'vpcctl-dns')),
  changeOf(5, event('ban.add', 'another-ban')),
  changeOf(6, event('ban.add', 'vpcctl-ban')),
];

const seqs = (parts: readonly string[], inEffect = [2, 3, 4, 5]) =>
  eventsOfPlugin(
    ENTRIES,
    inEffect.map((seq) => ({ seq, type: '', data: null })),
    'vpcctl-ban',
    new Set(parts),
  ).map(({ seq }) => seq);

describe('the entries of a plugin', () => {
  it('are told by the plugin that is recorded, and else by its features', () => {
    expect(seqs(['ban'])).toEqual([2, 3]);
    expect(seqs([])).toEqual([2]);
  });

  it('count only where they are in effect', () => {
    expect(seqs(['ban'], [3, 6])).toEqual([3, 6]);
    expect(seqs(['ban'], [])).toEqual([]);
  });
});

describe('uninstalling a plugin', () => {
  const source = '/srv/my ban.tgz';

  it('that the journal needs is refused, with its entries and both ways on', () => {
    const entries = [{ seq: 2, description: 'ban 192.0.2.0/24 for vpc1' }];
    const needs = { entries, backend: 'ban', source };
    expect(() => refuseNeeded('vpcctl-ban', needs)).toThrow(
      expect.objectContaining({
        code: 'PLUGIN_NEEDED',
        message: 'vpcctl-ban is needed by 1 entry in effect and the backend in use (ban)',
        hints: [
          '2 ban 192.0.2.0/24 for vpc1',
          'take these back first: vpcctl undo, vpcctl revert SEQ',
          'choose another backend first: vpcctl backend set NAME',
          'or leave on the host what it made: vpcctl plugins uninstall vpcctl-ban --force',
          "to get it back: vpcctl plugins install '/srv/my ban.tgz'",
        ],
      }),
    );
  });

  it('names the first of many entries', () => {
    const entries = Array.from({ length: 30 }, (_, i) => ({ seq: i, description: `ban ${i}` }));
    expect(() => refuseNeeded('vpcctl-ban', { entries, backend: null, source: null })).toThrow(
      expect.objectContaining({
        message: 'vpcctl-ban is needed by 30 entries in effect',
        hints: expect.arrayContaining([
          '9 ban 9',
          'and 20 more: vpcctl history',
          'to get it back, install it from where it came',
        ]),
      }),
    );
  });

  it('that nothing needs is done', () => {
    expect(() => refuseNeeded('x', { entries: [], backend: null, source })).not.toThrow();
  });
});
