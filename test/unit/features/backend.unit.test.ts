import type { BackendFact, Json } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { backendOf } from '../../../src/features/backend/state.js';
import { BARE_HOST } from '../../support/features/facts.js';
import { given, givenOn, refusal } from '../../support/features/given.js';

const VPC = (name: string, more: object = {}): [string, Json] => [
  'vpc.create',
  { name, cidr: '10.0.0.0/16', ...more },
];
const can = (name: string): BackendFact => ({ name, unsupportedReason: null });
const cannot = (name: string, unsupportedReason: string): BackendFact => ({
  name,
  unsupportedReason,
});
/** The event by which a VPC records the backend. */
const CHOSEN = { type: 'backend.set', data: { name: 'iptables-legacy', unlessChosen: true } };
const on = (...backends: BackendFact[]) => ({ ...BARE_HOST, backends });

describe('the backend', () => {
  it('is chosen with the first VPC: nftables where it works', () => {
    const host = on(can('none'), can('iptables-legacy'), can('nftables'));
    expect(backendOf(givenOn(host).state)).toBeNull();
    expect(backendOf(givenOn(host, VPC('a')).state)).toBe('nftables');
  });

  it('is iptables-legacy where nftables does not', () => {
    const host = on(
      can('none'),
      cannot('nftables', 'nft is not installed'),
      can('iptables-legacy'),
    );
    const { events, state } = givenOn(host).when(...VPC('a'));
    expect(events).toMatchObject([{ type: 'vpc.create' }, CHOSEN]);
    expect(state).toMatchObject({ backend: { name: 'iptables-legacy' } });
    expect(JSON.stringify(state['vpc'])).not.toContain('iptables');
  });

  it('is not none by default: where neither works, the reason for each is named', () => {
    const host = on(
      cannot('iptables-legacy', 'Linux 5.10 is too old'),
      can('none'),
      cannot('nftables', 'nft is not installed (apt install nftables)'),
    );
    const create = () => givenOn(host).when(...VPC('a'));
    expect(create).toThrow(
      expect.objectContaining({
        code: 'BACKEND_NONE',
        category: 'environment',
        hints: [
          'nftables: nft is not installed (apt install nftables)',
          'iptables-legacy: Linux 5.10 is too old',
        ],
      }),
    );
  });

  it('is the requested one, also one that is used only on request', () => {
    const host = on(can('nftables'), can('none'));
    expect(backendOf(givenOn(host, VPC('a', { backend: 'none' })).state)).toBe('none');
  });

  it('a request for an unknown one, or for one that does not work here, is wrong input', () => {
    const host = on(can('nftables'), cannot('iptables-legacy', 'Linux 5.10 is too old'));
    const error = (backend: string) => refusal(() => givenOn(host).when(...VPC('a', { backend })));
    expect(error('nftable')).toMatchObject({
      code: 'BACKEND_UNKNOWN',
      hints: ['did you mean nftables?', 'there is: nftables, iptables-legacy'],
    });
    expect(error('iptables-legacy')).toMatchObject({
      code: 'BACKEND_UNUSABLE',
      message: "the backend iptables-legacy can't serve this host: Linux 5.10 is too old",
      hints: ['other backends: nftables', 'see what each one lacks: vpcctl backend show'],
    });
  });

  it('stays the same when VPCs come and go, whatever is requested', () => {
    const { state } = given(VPC('a'), VPC('b', { backend: 'iptables-legacy' }));
    expect(backendOf(state)).toBe('nftables');
    const gone = given(VPC('a'), ['vpc.delete', { name: 'a' }]);
    expect(backendOf(gone.state)).toBe('nftables');
  });

  it('is recorded by each VPC, and so survives a revert of an earlier one', () => {
    const { events } = given(VPC('a'), ['backend.set', { name: 'iptables-legacy' }]).when(
      ...VPC('b'),
    );
    expect(events).toMatchObject([{ type: 'vpc.create' }, CHOSEN]);
  });
});

describe('setting the backend', () => {
  it('is recorded, and changes nothing that should exist', () => {
    const before = given(VPC('a'));
    const { data, description, state, resources } = before.when('backend.set', {
      name: 'iptables-legacy',
    });
    expect(data).toEqual({ name: 'iptables-legacy', unlessChosen: false });
    expect(description).toBe('set backend iptables-legacy');
    expect(backendOf(state)).toBe('iptables-legacy');
    expect(resources).toEqual(before.resources);
  });

  it('also works before the first VPC, which then uses it', () => {
    const { state } = given(['backend.set', { name: 'iptables-legacy' }], VPC('a'));
    expect(backendOf(state)).toBe('iptables-legacy');
  });

  it('to the backend in use, or to an unknown one, is refused', () => {
    const before = given(VPC('a'));
    expect(before.refuses('backend.set', { name: 'nftables' })).toMatchObject({
      code: 'BACKEND_SAME',
    });
    expect(before.refuses('backend.set', { name: 'constructor' })).toMatchObject({
      code: 'BACKEND_UNKNOWN',
    });
    const host = on(can('nftables'), cannot('iptables-legacy', 'it is not installed'));
    expect(
      givenOn(host, VPC('a')).refuses('backend.set', { name: 'iptables-legacy' }),
    ).toMatchObject({ code: 'BACKEND_UNUSABLE' });
  });
});
