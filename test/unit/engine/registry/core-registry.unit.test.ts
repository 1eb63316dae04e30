import { eventsOf } from '@vpcctl/journal';
import { expect, it } from 'vitest';
import {
  coreRegistry,
  isCoreHistory,
  isCoreState,
} from '../../../../src/engine/registry/core-registry.js';
import type { PluginHost } from '../../../../src/engine/registry/plugin-host.js';
import { largeNetwork } from '../../../support/scale/network.js';

const hostWith = (...types: (string | undefined)[]): PluginHost => ({
  version: '1',
  getPluginsList: () =>
    types.map((type, n) => ({
      name: `plugin${n}`,
      ...{ version: '1', hooks: {} },
      ...(type !== undefined && { type }),
    })),
  runHook: async () => ({ successes: [], failures: [] }),
});

const entry = (...types: string[]) => ({
  ...{ seq: 1, id: '', at: '', actor: { uid: 0, user: 'a', pid: 1, argv: [] }, prev: '', hash: '' },
  type: 'change' as const,
  events: types.map((type) => ({ type, v: 1, data: {} })),
});

it('a history is of the core as long as no event is of a plugin', () => {
  expect(isCoreHistory([])).toBe(true);
  expect(isCoreHistory([entry('vpc.create', 'backend.set'), entry('firewall.apply')])).toBe(true);
  expect(isCoreHistory([entry('vpc.create'), entry('backend.set', 'port-forward.add')])).toBe(
    false,
  );
});

it('a state is of the core where no plugin has a slice, and the user installed none', () => {
  const state = { vpc: {}, subnet: {} };
  expect(isCoreState(hostWith('core', undefined), state)).toBe(true);
  expect(isCoreState(hostWith('core'), { ...state, shaping: {} })).toBe(false);
  expect(isCoreState(hostWith('core'), { ...state, '(foreign)': ['a.b'] })).toBe(false);
  expect(isCoreState(hostWith('core', 'link'), state)).toBe(false);
  expect(isCoreState(hostWith('core', 'user'), state)).toBe(false);
});

it('a schema gives recorded data back as it is, so reading commands may leave it out', () => {
  const { changes } = largeNetwork({ vpcs: 2, subnets: 4, rules: 12 });
  const events = changes.flatMap((recorded) => eventsOf({ type: 'change', events: recorded }));
  expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThanOrEqual(5);
  for (const { type, data } of events) {
    const result = coreRegistry().intent(type)?.data.safeParse(data);
    expect(result, type).toEqual({ success: true, data });
  }
});
