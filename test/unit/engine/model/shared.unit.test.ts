/** Two states that share a policy share what it is lowered to, so that nothing compares it. */
import type { Resource, State } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { decideChange } from '../../../../src/engine/model/decide.js';
import { lowerAll } from '../../../../src/engine/model/desired.js';
import { hostWith } from '../../../support/features/facts.js';
import { registry } from '../../../support/features/given.js';
import { largeNetwork } from '../../../support/scale/network.js';

const { state } = largeNetwork({ vpcs: 4, subnets: 100, rules: 1000 });

function stateAfter(type: string, input: object): State {
  const intent = registry.intent(type);
  if (intent === undefined) throw new Error(`no intent ${type}`);
  const checked = intent.input.safeParse(input);
  if (!checked.success) throw new Error(`no input of ${type}`);
  return decideChange(registry, intent, state, checked.data, hostWith(state)).stateAfter;
}

/** The ids of policies whose rules are not the very ones of the state before. */
function loweredAnew(next: State): string[] {
  const groups = (of: State) =>
    new Map(
      lowerAll(registry, of)
        .filter(({ kind }) => kind === 'security-group')
        .map((each): [string, Resource] => [each.id, each]),
    );
  const before = groups(state);
  return [...groups(next)].flatMap(([id, { attributes }]) =>
    attributes['ingress'] === before.get(id)?.attributes['ingress'] ? [] : [id],
  );
}

describe('the rules of policies are lowered anew', () => {
  it('for no policy when one subnet is added', () => {
    const input = { vpc: 'v0', name: 'more', cidr: '10.0.250.0/24', type: 'public' };
    expect(loweredAnew(stateAfter('subnet.add', input))).toEqual([]);
  });

  it('for the policy that changes', () => {
    const policy = { subnet: '10.0.0.0/24', ingress: [{ action: 'allow', protocol: 'icmp' }] };
    const input = { vpc: 'v0', subnet: 's0', policy };
    expect(loweredAnew(stateAfter('firewall.apply', input))).toEqual(['security-group:v0/s0']);
  });
});
