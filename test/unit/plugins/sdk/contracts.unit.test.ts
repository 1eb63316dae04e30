import {
  API_VERSION,
  type Change,
  type ChangeEvent,
  type CoreResource,
  changedResource,
  defineFeature,
  defineIntent,
  event,
  type Feature,
  type HostFacts,
  type Intent,
  type Json,
  PACKET_POLICY_KINDS,
  type PacketPolicyResource,
  type Resource,
  type State,
  type VpcctlPlugin,
} from '@vpcctl/sdk';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';

const limit = defineIntent({
  type: 'shaping.limit',
  version: 1,
  input: z.strictObject({ vpc: z.string(), rate: z.string().default('1mbit') }),
  data: z.object({ vpc: z.string(), bits: z.number() }),
  decide(state, input, { host }) {
    expectTypeOf(state).toEqualTypeOf<State>();
    expectTypeOf(input).toEqualTypeOf<{ vpc: string; rate: string }>();
    expectTypeOf(host).toEqualTypeOf<HostFacts>();
    return { vpc: input.vpc, bits: input.rate.length };
  },
  describe(data) {
    expectTypeOf(data).toEqualTypeOf<{ vpc: string; bits: number }>();
    return `limit ${data.vpc}`;
  },
});

const shaping = defineFeature<Record<string, number>>({
  name: 'shaping',
  initial: {},
  intents: [limit],
  evolve: {
    [limit.type]: (limits, { vpc, bits }: { vpc: string; bits: number }) => ({
      ...limits,
      [vpc]: bits,
    }),
  },
});

describe('an intent', () => {
  it('gets its types from its schemas', () => {
    expectTypeOf(limit).toEqualTypeOf<
      Intent<{ vpc: string; rate: string }, { vpc: string; bits: number }>
    >();
    expectTypeOf(limit.decide).returns.toEqualTypeOf<
      { vpc: string; bits: number } | readonly ChangeEvent[]
    >();
    expectTypeOf<Date>().not.toExtend<Json>();
  });

  it('makes events of its own type and version, with data of its own schema', () => {
    const data = { vpc: 'vpc1', bits: 1 };
    expect(event(limit, data)).toEqual({ type: limit.type, v: limit.version, data });
    // @ts-expect-error bits is a number
    event(limit, { vpc: 'vpc1', bits: 'many' });
  });

  it('may not decide data that its schema refuses', () => {
    const schema = z.object({ bits: z.number() });
    const rest = { type: 'x.y', version: 1, input: z.object({}), data: schema, describe: () => '' };
    // @ts-expect-error bits is a number
    defineIntent({ ...rest, decide: () => ({ bits: 'many' }) });
    expectTypeOf(schema).toHaveProperty('safeParse');
  });
});

describe('a feature', () => {
  it('may have any slice', () => {
    expectTypeOf(shaping).toExtend<Feature>();
    expectTypeOf(shaping.select).returns.toEqualTypeOf<Record<string, number>>();
    const plugin: VpcctlPlugin = { name: 'shaping', apiVersion: API_VERSION, features: [shaping] };
    expect(plugin.features).toEqual([shaping]);
  });

  it('without a slice in the state has its initial slice, and without lower no resources', () => {
    expect(shaping.select({})).toEqual({});
    expect(shaping.select({ shaping: { vpc1: 5 } })).toEqual({ vpc1: 5 });
    expect(
      shaping.lower({ shaping: { vpc1: 5 } }, { host: 'local', uplinks: [], running: null }),
    ).toEqual([]);
  });
});

describe('resources', () => {
  it('of the core have distinct kinds', () => {
    expectTypeOf<CoreResource>().toExtend<Resource>();
    expectTypeOf<PacketPolicyResource['kind']>().toEqualTypeOf<
      (typeof PACKET_POLICY_KINDS)[number]
    >();
    expectTypeOf<Extract<CoreResource, { kind: 'source-guard' }>['attributes']>().toEqualTypeOf<{
      bridge: string;
      interface: string;
      mac: string;
      addresses: readonly string[];
    }>();
    expect(new Set(PACKET_POLICY_KINDS).size).toBe(12);
  });

  it('of a change are the new ones, or the deleted one', () => {
    const before: Resource = { kind: 'x', id: 'x:1', attributes: { n: 1 }, why: '' };
    const after: Resource = { ...before, attributes: { n: 2 } };
    expect(changedResource({ action: 'create', after })).toBe(after);
    expect(changedResource({ action: 'update', before, after })).toBe(after);
    expect(changedResource({ action: 'delete', before })).toBe(before);
    expectTypeOf<Change['action']>().toEqualTypeOf<'create' | 'update' | 'delete'>();
  });
});
