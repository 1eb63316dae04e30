import { describe, expect, it } from 'vitest';
import { bisect } from '../../../../src/engine/reach/bisect.js';
import { answerOne, queryOf } from '../../../../src/engine/reach/query.js';
import { type HostView, reach, reachModelOf } from '../../../../src/model/reach/index.js';
import { MEMORY_CORE } from '../../../support/engine/support.js';
import { tutorialEngine } from '../../../support/engine/time-engine.js';
import type { CommandRequest } from '../../../support/features/given.js';
import { APART, apply, ask, flowOf } from '../../../support/reach/ask.js';
import { FORWARDS, lowered } from '../../../support/reach/forwards.js';

const HOST = '203.0.113.2';
const LAB: NonNullable<HostView> = { addresses: [HOST], routes: [], uplinks: ['eth0'] };

const forward = (
  targets: string[],
  ports: string,
  listen: string | null = null,
): CommandRequest => ['port-forward.add', { vpc: 'vpc1', targets, ports: [ports], listen }];

/** What the model says of flows in a network with port forwards. */
function says(requests: readonly CommandRequest[], flow: string): string {
  return ask(lowered(...APART, ...requests), flow, LAB);
}

const receivers = (requests: readonly CommandRequest[], flow: string) =>
  reach(reachModelOf(lowered(...APART, ...requests), LAB), flowOf(flow)).receivers;

const OPEN = 'yes: vpc1/private has no policy: its ingress is open';

describe('a forward', () => {
  const requests = [forward(['private'], '8080:80')];

  it.each([
    [`internet -> ${HOST}:8080`, OPEN],
    ['internet -> 10.0.0.1:8080', OPEN],
    ['internet -> host:8080', OPEN],
    ['host -> 127.0.0.1:8080', OPEN],
    [`host -> ${HOST}:8080`, OPEN],
    [`vpc1/public -> ${HOST}:8080`, OPEN],
    [`vpc1/private -> ${HOST}:8080`, OPEN],
    [`vpc2/web -> ${HOST}:8080`, 'no: an address of the host is closed to VPCs'],
    ['vpc2/web -> 172.16.0.1:8080', 'no: the gateway of vpc2 answers only ping'],
    [
      `internet -> ${HOST}:80`,
      'yes: an address of the host: vpcctl does not filter connections to the host',
    ],
    [
      `internet -> ${HOST}:8080/udp`,
      'yes: an address of the host: vpcctl does not filter connections to the host',
    ],
    ['internet -> 10.0.2.1:8080', 'no: only replies enter from the internet'],
    ['internet -> vpc1/private:80', 'no: only replies enter from the internet'],
    [
      'internet -> 10.0.255.255:8080',
      'yes: the broadcast address of vpc1: vpcctl does not filter connections to the host',
    ],
  ])('%s: %s', (flow, expected) => {
    expect(says(requests, flow)).toBe(expected);
  });

  it('of one address applies to that address only, and a range continues from its target port', () => {
    const one = [forward(['private'], '8000-8010:80-90', HOST)];
    expect(says(one, 'host -> 127.0.0.1:8005')).toBe(
      'yes: it is the sender itself: no packet leaves it',
    );
    const model = reachModelOf(lowered(...APART, ...one), LAB);
    const { steps } = reach(model, flowOf(`internet -> ${HOST}:8005`));
    expect(steps.map((step) => step.says)).toContain(
      `8005/tcp of ${HOST} is forwarded to vpc1/private:85`,
    );
  });

  it('is subject to the policy at the target port, by the real address of the sender', () => {
    const rule = (source: string) => ({ action: 'allow', protocol: 'tcp', port: 80, source });
    const from = (source: string) => [
      ...requests,
      apply('private', '10.0.2.0/24', { ingress: [rule(source)] }),
    ];
    const of = 'of the ingress policy of vpc1/private';
    const allowed = (source: string) => `yes: rule 1 ${of}: allow tcp port 80 from ${source}`;
    const denied = `no: no rule ${of} allows it`;
    expect(says(from('10.0.1.0/24'), `vpc1/public -> ${HOST}:8080`)).toBe(allowed('10.0.1.0/24'));
    expect(says(from('10.0.1.0/24'), `internet -> ${HOST}:8080`)).toBe(denied);
    expect(says(from('10.0.1.0/24'), 'host -> 127.0.0.1:8080')).toBe(denied);
    expect(says(from('127.0.0.0/8'), 'host -> 127.0.0.1:8080')).toBe(allowed('127.0.0.0/8'));
    const closed = apply('public', '10.0.1.0/24', { egress: [{ action: 'deny', port: 80 }] });
    expect(says([...requests, closed], `vpc1/public -> ${HOST}:8080`)).toMatch(
      /^no: rule 1 of the egress/,
    );
  });

  it('with several targets reaches where each of them is reached, and names them', () => {
    const both = [forward(['private', 'public'], '8080:80')];
    expect(receivers(both, `internet -> ${HOST}:8080`)).toEqual(['vpc1/private', 'vpc1/public']);
    const half = [...both, apply('private', '10.0.2.0/24', { ingress: [{ action: 'deny' }] })];
    expect(says(half, `internet -> ${HOST}:8080`)).toMatch(
      /^no: rule 1 of the ingress policy of vpc1\/private/,
    );
    expect(receivers(half, `internet -> ${HOST}:8080`)).toEqual(['vpc1/public']);
  });
});

describe('the blame for a forward', () => {
  const engineWithForward = async () => {
    const engine = await tutorialEngine(5, { plugins: [MEMORY_CORE, FORWARDS] });
    await engine.run(forward(['private'], '8080:80')); // 6
    await engine.run(apply('private', '10.0.2.0/24', { ingress: [{ action: 'allow' }] })); // 7
    return engine;
  };

  it('is the entry that added it, or changed it last', async () => {
    const engine = await engineWithForward();
    const origin = async () => {
      const { entries } = await engine.context.journal.read();
      const asked = queryOf(engine.context.registry, entries, entries, LAB);
      const { verdict, origins } = answerOne(asked, flowOf(`internet -> ${HOST}:8080`));
      const step = verdict.steps.findIndex((each) => each.says.includes('is forwarded to'));
      return origins[step]?.entry.seq;
    };
    expect(await origin()).toBe(6);
    await engine.run(['port-forward.remove', { vpc: 'vpc1', ports: ['8080'] }]); // 8
    await engine.run(forward(['public', 'private'], '8080:80')); // 9
    expect(await origin()).toBe(9);
    await engine.run(['subnet.delete', { vpc: 'vpc1', name: 'public' }]); // 10
    expect(await origin()).toBe(10);
  });

  it('is found by bisect, since another workload receives the packet after it', async () => {
    const engine = await engineWithForward();
    const { entries } = await engine.context.journal.read();
    const now = { good: null, bad: { type: 'now' } } as const;
    const { registry } = engine.context;
    const found = bisect(registry, entries, flowOf(`internet -> ${HOST}:8080`), now, LAB);
    expect([found.entry.seq, found.before.receivers, found.after.receivers]).toEqual([
      6,
      ['host'],
      ['vpc1/private'],
    ]);
  });
});
