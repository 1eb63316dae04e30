import { describe, expect, it } from 'vitest';
import { planSessions } from '../../../../src/host/probe/plan.js';
import type { Flow } from '../../../../src/host/probe/protocol.js';

const WEB = { name: 'vpc1/web', namespace: '/run/netns/vpc1-web' };
const WEB_TOO = { name: 'vpc2/web', namespace: '/run/netns/vpc1-web' };
const HOST = { name: 'host', namespace: null };
const WORKLOADS = [WEB, WEB_TOO, HOST];

const flow = (from: string, protocol: Flow['protocol'], port: number): Flow => {
  return { from, address: '10.0.1.1', protocol, port };
};

describe('agents that answer with data', () => {
  const flows = [flow('host', 'tcp', 90), flow('host', 'tcp', 80), flow('vpc1/web', 'udp', 53)];

  it('run in every namespace, with the name of its first workload', () => {
    const [session, ...more] = planSessions(WORKLOADS, flows, 'data');
    expect(more).toEqual([]);
    const names = [...(session?.agents ?? [])].map(([namespace, { name }]) => [namespace, name]);
    expect(names).toEqual([
      [null, 'host'],
      ['/run/netns/vpc1-web', 'vpc1/web'],
    ]);
  });

  it('listen on the ports of all flows and on further ports, each once', () => {
    const further = { tcp: [80, 22], udp: [] };
    const [session] = planSessions(WORKLOADS, flows, 'data', further);
    for (const { ports } of session?.agents.values() ?? []) {
      expect(ports).toEqual({ tcp: [22, 80, 90], udp: [53] });
    }
    expect(session?.agents.size).toBe(2);
  });

  it('stay for all rounds', () => {
    const many = Array.from({ length: 600 }, (_, index) => flow('host', 'tcp', 1 + index));
    const [session, ...more] = planSessions(WORKLOADS, many, 'data');
    expect(more).toEqual([]);
    expect(session?.rounds.map((round) => round.length)).toEqual([250, 250, 100]);
    expect(session?.rounds.flat()).toEqual(many);
  });
});

describe('agents that await services', () => {
  it('listen nowhere, and run where a flow of the round starts', () => {
    const flows = [
      ...Array.from({ length: 250 }, (_, index) => flow('host', 'tcp', 1 + index)),
      flow('vpc2/web', 'tcp', 80),
    ];
    const sessions = planSessions(WORKLOADS, flows, 'accept', { tcp: [22], udp: [] });
    const nowhere = { tcp: [], udp: [] };
    expect(sessions.map(({ agents }) => agents)).toEqual([
      new Map([[null, { name: 'host', ports: nowhere }]]),
      new Map([['/run/netns/vpc1-web', { name: 'vpc2/web', ports: nowhere }]]),
    ]);
    expect(sessions.map(({ rounds }) => rounds.map((round) => round.length))).toEqual([[250], [1]]);
  });

  it('are none without a flow', () => {
    expect(planSessions(WORKLOADS, [], 'accept')).toEqual([]);
  });
});
