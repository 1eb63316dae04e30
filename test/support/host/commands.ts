import { type HostCommand, PHASES } from '@vpcctl/sdk';
import fc from 'fast-check';

const phase = fc.constantFrom(...PHASES);
const namespace = fc.constantFrom(null, 'vpc1-public', 'vpc1-private', 'vpc2-web');

/** Host commands of all types, each told from the others by the number in its `why`. */
export const hostCommands: fc.Arbitrary<HostCommand[]> = fc
  .array(
    fc.oneof(
      fc.record({
        type: fc.constant('batch' as const),
        phase,
        program: fc.constantFrom('ip' as const, 'tc' as const),
        namespace,
        words: fc.array(fc.stringMatching(/^[a-z0-9./:-]+$/), { minLength: 1, maxLength: 4 }),
      }),
      fc.record({
        type: fc.constant('nft' as const),
        phase,
        objects: fc.array(fc.record({ add: fc.record({ name: fc.string() }) }), { maxLength: 2 }),
      }),
      fc.record({
        type: fc.constant('sysctl' as const),
        phase,
        key: fc.constantFrom('net/ipv4/ip_forward', 'net/ipv4/conf/br-a/forwarding'),
        value: fc.constantFrom('0', '1'),
      }),
      fc.record({
        type: fc.constant('program' as const),
        phase,
        program: fc.constantFrom('iptables-legacy-restore', 'conntrack'),
        arguments: fc.array(fc.string(), { maxLength: 2 }),
        input: fc.option(fc.string()),
      }),
      fc.record({
        type: fc.constant('conntrack-flush' as const),
        phase,
        vpcs: fc.array(fc.integer({ min: 7001, max: 7009 }), { minLength: 1, maxLength: 3 }),
        gone: fc.constant([]),
        policy: fc.constant([]),
      }),
    ),
    { maxLength: 30 },
  )
  .map((commands) => commands.map((command, index) => ({ ...command, why: String(index) })));
