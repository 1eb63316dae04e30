import {
  type InstanceView,
  requireVpc,
  requireWorkload,
  type SubnetView,
  type VpcView,
  vpcsOf,
  workloadsOf,
} from '@vpcctl/sdk';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Instance } from '../../../../src/features/instance/state.js';
import type { Subnet } from '../../../../src/features/subnet/state.js';
import type { Vpc } from '../../../../src/features/vpc/state.js';
import { given, TUTORIAL } from '../../../support/features/given.js';

const { state } = given(...TUTORIAL, [
  'instance.add',
  { vpc: 'vpc1', subnet: 'public', name: 'web1' },
]);

describe('the VPC views for plugins', () => {
  it('show the state of the core', () => {
    expectTypeOf<Vpc>().toExtend<VpcView>();
    expectTypeOf<Subnet>().toExtend<SubnetView>();
    expectTypeOf<Instance>().toExtend<InstanceView>();
    expect(vpcsOf(state).map(({ name }) => name)).toEqual(['vpc1', 'vpc2']);
    expect(requireVpc(state, 'vpc1')).toMatchObject({ gateway: '10.0.0.1', segment: 7001 });
  });

  it('have the workloads of a VPC, grouped by subnet', () => {
    const shown = workloadsOf(state, 'vpc1').map(({ subnet, instance, type, addresses }) => {
      return `${subnet}/${instance} ${type} ${addresses.map(({ text }) => text)}`;
    });
    expect(shown).toEqual([
      'public/null public 10.0.1.1',
      'public/web1 public 10.0.1.2',
      'private/null private 10.0.2.1',
    ]);
    expect(requireWorkload(state, 'vpc1', 'public/web1').namespace).toBe('vpc1-public-web1');
  });

  it('are empty without VPCs', () => {
    expect(vpcsOf({})).toEqual([]);
    expect(workloadsOf({}, 'vpc1')).toEqual([]);
  });

  it('name the existing VPCs for an unknown one', () => {
    expect(() => requireVpc(state, 'vpc3')).toThrow(/VPC "vpc3" does not exist/);
    expect(() => requireVpc({}, 'constructor')).toThrow(/does not exist/);
    expect(() => requireWorkload(state, 'vpc1', 'public/x')).toThrow(
      expect.objectContaining({
        code: 'INSTANCE_UNKNOWN',
        message: 'instance of vpc1/public "x" does not exist',
        hints: ['there is: web1'],
      }),
    );
    expect(() => requireWorkload(state, 'vpc1', 'publc/x')).toThrow(
      expect.objectContaining({
        code: 'SUBNET_UNKNOWN',
        message: 'subnet of vpc1 "publc" does not exist',
        hints: ['did you mean public?', 'there is: private, public'],
      }),
    );
    expect(() => requireWorkload(state, 'vpc1', 'web/x/y')).toThrow(
      expect.objectContaining({ code: 'NAME_INVALID' }),
    );
  });
});
