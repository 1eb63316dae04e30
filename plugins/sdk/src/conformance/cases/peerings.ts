import { describe, test } from 'vitest';
import { BASIC } from '../scenario/network.js';
import { connects, pings } from '../scenario/probe.js';
import { peering } from '../scenario/resources.js';
import type { Subject } from '../scenario/subject.js';
import { expectVerdicts } from '../scenario/verdicts.js';

/** A peering opens its CIDRs and nothing else. */
export function peerings(subject: () => Subject): void {
  describe('a peering', () => {
    test('is narrowed by CIDRs', async () => {
      await subject().use([
        ...BASIC,
        peering(['vpc1', '10.0.1.0/24'], ['vpc2', '172.16.9.0/24', '172.16.1.1/32']),
        peering(['vpc2', '172.16.9.0/24'], ['vpc4', '172.20.0.0/16']),
      ]);
      await expectVerdicts(subject(), [
        ['inside', pings('vpc1-public', '172.16.1.1'), true],
        ['inside, back', pings('vpc2-public', '10.0.1.1'), true],
        ['outside', pings('vpc1-private', '172.16.1.1'), false],
        ['outside, back', connects('vpc2-public', '10.0.2.1', 8081), 'dropped'],
        ['neither side of another', pings('vpc4-public', '172.16.1.1'), false],
      ]);
    });

    test('with no CIDR on one side opens nothing', async () => {
      await subject().use([...BASIC, peering(['vpc1'], ['vpc2', '172.16.0.0/16'])]);
      await expectVerdicts(subject(), [
        ['there', pings('vpc1-public', '172.16.1.1'), false],
        ['back', connects('vpc2-public', '10.0.1.1', 8080), 'dropped'],
        ['within', connects('vpc1-private', '10.0.1.1', 8080), 'open'],
      ]);
    });
  });
}
