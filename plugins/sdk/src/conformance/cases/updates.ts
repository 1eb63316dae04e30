import { describe, expect, test } from 'vitest';
import type { Resource } from '../../resource/resource.js';
import { BASIC } from '../scenario/network.js';
import { connects, type Probe, pings, seenAs } from '../scenario/probe.js';
import {
  allow,
  group,
  internet,
  peering,
  port,
  router,
  tcp,
  uplink,
} from '../scenario/resources.js';
import type { Subject } from '../scenario/subject.js';
import { expectVerdicts } from '../scenario/verdicts.js';

const web = connects('vpc1-private', '10.0.1.1', 8080);
const ssh = connects('vpc1-private', '10.0.1.1', 22);
const gateway = pings('vpc1-private', '10.0.0.1');
const peer = pings('vpc1-public', '172.16.1.1');
const out = seenAs('vpc1-public');
const aside = pings('twin-public', '10.0.2.1');

const ingress = (...ports: number[]) => ({ ingress: ports.map((each) => allow(tcp(each))) });
const guarded = (...ports: number[]): Resource =>
  group('vpc1', 'public', ['10.0.1.1'], ingress(...ports));
const peered = (cidr: string): Resource => peering(['vpc1', cidr], ['vpc2', '172.16.0.0/16']);

/** The policy with some resources replaced by id, or appended. */
function having(...resources: readonly Resource[]): Resource[] {
  const ids = new Map(resources.map((resource) => [resource.id, resource]));
  const known = new Set(BASIC.map(({ id }) => id));
  return [
    ...BASIC.map((resource) => ids.get(resource.id) ?? resource),
    ...resources.filter(({ id }) => !known.has(id)),
  ];
}

const without = (id: string): Resource[] => BASIC.filter((resource) => resource.id !== id);

/** Steps with a single change each, and the verdicts after it. */
const steps: readonly [
  what: string,
  policy: readonly Resource[],
  ...verdicts: [string, Probe, unknown][],
][] = [
  ['a group comes', having(guarded(8080)), ['web', web, 'open'], ['ssh', ssh, 'dropped']],
  ['its rules change', having(guarded(22)), ['web', web, 'dropped'], ['ssh', ssh, 'open']],
  [
    'its addresses change',
    having(group('vpc1', 'public', ['10.0.1.2'], ingress(22))),
    ['web', web, 'open'],
  ],
  [
    'its direction changes',
    having(group('vpc1', 'public', ['10.0.1.1'], { egress: [] })),
    ['web', web, 'open'],
    ['out', out, null],
  ],
  ['it goes', BASIC, ['web', web, 'open'], ['ssh', ssh, 'open'], ['out', out, '203.0.113.2']],
  ['a peering comes', having(peered('10.0.0.0/16')), ['peer', peer, true]],
  ['it narrows', having(peered('10.0.2.0/24')), ['peer', peer, false]],
  ['it goes again', BASIC, ['peer', peer, false]],
  [
    'the way out goes',
    without('masquerade:vpc1/10.0.1.1'),
    ['out', out, null],
    ['within', web, 'open'],
  ],
  [
    'it comes, for another uplink',
    having(internet('vpc1', 7001, 'eth9', '10.0.1.1')),
    ['out', out, null],
  ],
  ['its uplink changes', BASIC, ['out', out, '203.0.113.2']],
  [
    'it may be any uplink, of which there is none',
    having(internet('vpc1', 7001, null, '10.0.1.1')),
    ['out', out, null],
  ],
  [
    'an uplink comes',
    having(internet('vpc1', 7001, null, '10.0.1.1'), uplink('eth0')),
    ['out', out, '203.0.113.2'],
  ],
  [
    'another one takes its place',
    having(internet('vpc1', 7001, null, '10.0.1.1'), uplink('eth9')),
    ['out', out, null],
  ],
  ['it is named again', BASIC, ['out', out, '203.0.113.2']],
  ['a gateway changes', having(router('vpc1', 7001, '10.0.0.9')), ['gateway', gateway, false]],
  ['and back', BASIC, ['gateway', gateway, true]],
  [
    'a port changes',
    having(port('vpc1', 'veth-vpc1-priva', '02:00:00:00:10:09', '10.0.2.1')),
    ['web', web, 'dropped'],
  ],
  ['and back, too', BASIC, ['web', web, 'open'], ['gateway', gateway, true]],
];

/** Each kind is created, changed and removed alone, beside all others. */
export function updates(subject: () => Subject): void {
  describe('changes', () => {
    test('take effect one by one, and are observed', async () => {
      await subject().use(BASIC);
      for (const [what, policy, ...verdicts] of steps) {
        await subject().use(policy);
        const seen = await subject().observe(policy);
        expect(new Set(seen), what).toEqual(new Set(policy));
        await expectVerdicts(
          subject(),
          verdicts.map(([name, ...rest]) => [`${what}: ${name}`, ...rest] as const),
        );
      }
      await expectVerdicts(subject(), [['others', aside, true]]);
    });

    test('of one VPC leave other VPCs alone', async () => {
      const others = BASIC.filter(({ id }) => !/vpc1/.test(id));
      await subject().use(BASIC);
      await subject().use(others);
      const seen = await subject().observe(BASIC);
      expect(new Set(seen)).toEqual(new Set(others));
      await expectVerdicts(subject(), [
        ['twin', connects('twin-private', '10.0.1.1', 8083), 'open'],
        ['twin: out', seenAs('twin-public'), '203.0.113.2'],
        ['gateway', pings('vpc2-public', '172.16.0.1'), true],
      ]);
    });
  });
}
