import { mkdirSync } from 'node:fs';
import { API_VERSION, type Feature } from '@vpcctl/sdk';
import { afterEach, expect, it, vi } from 'vitest';
import { originsOf } from '../../../../src/engine/registry/origins.js';
import { storeDirectory, writeStore } from '../../../../src/host/plugins/index.js';
import { newMemoryDirectory } from '../../../support/directories.js';

afterEach(() => vi.unstubAllEnvs());

const feature = (name: string): Feature => ({
  ...{ name, initial: null, intents: [], evolve: {}, lower: () => [], select: () => null },
});

it('are of the plugins that the user installed, with what was installed last', () => {
  vi.stubEnv('VPCCTL_HOME', newMemoryDirectory('vpcctl-origins-'));
  mkdirSync(storeDirectory(), { recursive: true });
  const packages = new Map([
    // An earlier version had a feature that the present one has not.
    ['old', { name: 'vpcctl-ban', source: '/srv/ban-1.tgz' }],
    ['ban', { name: 'vpcctl-ban', source: '/srv/ban-2.tgz' }],
    ['dns', { name: 'another', source: 'another@1.0.0' }],
  ]);
  writeStore(storeDirectory(), { plugins: [], packages });
  const plugins = ['ban', 'dns', 'vpc'].map((name) => ({
    ...{ name: `vpcctl-${name}`, apiVersion: API_VERSION, features: [feature(name)] },
  }));
  const list = plugins.map(({ name }) => ({
    ...{ name, version: '2.0.0', hooks: {}, type: name === 'vpcctl-vpc' ? 'core' : 'link' },
  }));
  const runHook = async () => ({ successes: [], failures: [] });
  const host = { version: '1', getPluginsList: () => list, runHook };
  expect([...originsOf(host, plugins).values()]).toEqual([
    { name: 'vpcctl-ban', version: '2.0.0', source: '/srv/ban-2.tgz' },
    { name: 'vpcctl-dns', version: '2.0.0', source: null },
  ]);
});
