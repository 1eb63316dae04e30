import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  describeMissing,
  installHint,
  missingPlugins,
} from '../../../../src/engine/missing/missing-plugins.js';
import { storeDirectory, writeStore } from '../../../../src/host/plugins/index.js';
import { newMemoryDirectory } from '../../../support/directories.js';

beforeEach(() => {
  vi.stubEnv('VPCCTL_HOME', newMemoryDirectory('vpcctl-missing-'));
});
afterEach(() => vi.unstubAllEnvs());

/** What was installed on this host, by feature. */
function installed(packages: Readonly<Record<string, { name: string; source: string }>>): void {
  mkdirSync(storeDirectory(), { recursive: true });
  writeStore(storeDirectory(), { plugins: [], packages: new Map(Object.entries(packages)) });
}

const event = (seq: number, type: string, source?: string | null, version = '1.0.0') => ({
  ...{ seq, type, data: {} },
  ...(source !== undefined && { plugin: { name: 'vpcctl-ban', version, source } }),
});

const hintOf = (...events: ReturnType<typeof event>[]) => missingPlugins(events)[0]?.hint;

describe('the hint for a missing plugin', () => {
  it.each([
    ['/srv/ban-1.tgz', '/srv/ban-1.tgz'],
    ["/srv/o'ban", `'/srv/o'\\''ban'`],
    ['@me/ban@1.0.0', '@me/ban@1.0.0'],
  ])('names what was installed: %s', (source, word) => {
    expect(hintOf(event(3, 'ban.add', source))).toBe(
      `install it again: vpcctl plugins install ${word}`,
    );
  });

  it.each(['--registry=http://evil.example', 'x; reboot', 'https://evil.example/x.tgz', ''])(
    'offers no command with what is no source: %j',
    (source) => {
      const hint = hintOf(event(3, 'ban.add', source));
      expect(hint).toBe(
        'install vpcctl-ban 1.0.0 from where it came, which is not recorded: vpcctl plugins install …',
      );
    },
  );

  it('guesses no package where no source is recorded', () => {
    expect(hintOf(event(3, 'ban.add', null))).toContain('vpcctl-ban 1.0.0 from where it came');
    expect(hintOf(event(3, 'ban.add'))).toBe(
      'install the plugin that brings "ban", from where it came: vpcctl plugins install …',
    );
    expect(hintOf(event(3, 'shaping.limit'))).toBe(
      '@vpcctl/shaping is a part of vpcctl: install vpcctl again, from where it came',
    );
  });

  it('falls back to what was installed here, also for a driver', () => {
    installed({ ban: { name: 'my-ban', source: '/root/my-ban.tgz' } });
    const known = 'install it again: vpcctl plugins install /root/my-ban.tgz';
    expect(hintOf(event(3, 'ban.add'))).toBe(known);
    expect(installHint('ban')).toBe(known);
    expect(hintOf(event(3, 'ban.add', '/srv/ban.tgz'))).toContain('/srv/ban.tgz');
  });
});

describe('missing plugins', () => {
  it('are told apart, with their entries and their newest version', () => {
    const events = [
      event(3, 'ban.add', '/srv/1.tgz'),
      event(4, 'dns.enable'),
      event(5, 'ban.add'),
      event(7, 'ban.add', '/srv/2.tgz', '2.0.0'),
      event(7, 'ban.add', '/srv/2.tgz', '2.0.0'),
    ];
    expect(missingPlugins(events)).toMatchObject([
      { name: 'vpcctl-ban', version: '2.0.0', entries: [3, 5, 7] },
      { name: null, title: 'the plugin of "dns"', entries: [4] },
    ]);
    expect(describeMissing(events)).toContain(
      'plugins not installed: vpcctl-ban 2.0.0 (entries 3, 5 and 7), the plugin of "dns" (entry 4); their',
    );
    expect(describeMissing([])).toBeNull();
  });

  it('with many entries are one short line', () => {
    const events = Array.from({ length: 500 }, (_, seq) => event(seq, 'ban.add', null));
    expect(describeMissing(events)).toContain('(entries 0, 1, 2, 3, 4, 5 and 494 more)');
  });
});
