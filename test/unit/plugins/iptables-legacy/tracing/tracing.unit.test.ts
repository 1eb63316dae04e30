import type { HostReader, TracedPacket, TraceMessage } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSaved } from '../../../../../plugins/iptables-legacy/src/inventory/parse.js';
import { loggerKept, marking } from '../../../../../plugins/iptables-legacy/src/tracing/mark.js';
import { traceSteps } from '../../../../../plugins/iptables-legacy/src/tracing/steps.js';
import { isTracing, tracing } from '../../../../../plugins/iptables-legacy/src/tracing/tracing.js';

const PACKET: TracedPacket = {
  ...{ source: '10.0.2.1', destination: '10.0.1.1', protocol: 'tcp', port: 80 },
  from: { bridge: 'br-vpc1', port: 'v-1' },
};
const JUMP = '-m comment --comment "ours comes first" -j VPCCTL-PREROUTING';

const saved = (...rules: string[]) =>
  ['*raw', ':PREROUTING ACCEPT [0:0]', ':VPCCTL-PREROUTING - [0:0]', ...rules, 'COMMIT'].join('\n');
const place = (chain: string, rule: number, table = 'filter'): TraceMessage => ({
  ...{ family: 'ip', table, chain, type: 'rule', rule, verdict: null, target: null },
});

describe('the mark', () => {
  it('matches the one flow, where it comes from', () => {
    expect(marking(PACKET, 'NONE')).toEqual({
      chain: 'PREROUTING',
      rule: '-s 10.0.2.1/32 -d 10.0.1.1/32 -i br-vpc1 -p tcp -m tcp --dport 80 --tcp-flags SYN,ACK SYN -m comment --comment "vpcctl trace, and nf_log.2 was NONE" -j TRACE',
    });
    const ofHost = { ...PACKET, source: null, from: null, protocol: 'icmp', port: null } as const;
    const { chain, rule } = marking(ofHost, 'NONE');
    expect([chain, rule.startsWith('-d 10.0.1.1/32 -p icmp -m icmp --icmp-type 8 ')]).toEqual([
      'OUTPUT',
      true,
    ]);
  });

  it('keeps the logger, which it gives back from what is saved', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\w{1,20}$/), (logger) => {
        const { chain, rule } = marking(PACKET, logger);
        expect(loggerKept(`-A ${chain} ${rule}`)).toBe(logger);
      }),
    );
    expect(loggerKept('-p tcp -j TRACE')).toBeNull();
    expect(loggerKept(`${JUMP} -m comment --comment "vpcctl trace" -j TRACE`)).toBeNull();
  });

  it('refuses what is no address and no logger', () => {
    expect(() => marking({ ...PACKET, destination: '1.2.3.4 -j ACCEPT' }, 'NONE')).toThrow();
    expect(() => marking(PACKET, 'a" -j ACCEPT')).toThrow();
  });

  it('is no part of the inventory while a trace runs; left behind, it is a jump of ours', () => {
    const { rule } = marking(PACKET, 'NONE');
    const text = saved(`-A PREROUTING ${rule}`, `-A PREROUTING ${JUMP}`);
    const whole = saved(`-A PREROUTING ${JUMP}`);
    expect(parseSaved(text, true)).toEqual(parseSaved(whole));
    expect(parseSaved(text, false).jumps).toEqual([
      ...parseSaved(whole).jumps,
      { table: 'raw', from: 'PREROUTING', rule, places: [1] },
    ]);
  });

  it('is removed by its own text, and no other rule is', async () => {
    const { rule } = marking(PACKET, 'nf_log_ipv4');
    const calls: (string | undefined)[] = [];
    const host = {
      readFile: () => 'filter\nraw\n',
      run: async (program: string, _: readonly string[], input?: string) => {
        if (program === 'iptables-legacy-restore') calls.push(input);
        return saved(`-A PREROUTING ${rule}`, '-A PREROUTING -p tcp -j TRACE');
      },
      nft: async () => '',
    } satisfies HostReader;
    expect(await tracing.unmark(host)).toBe('nf_log_ipv4');
    expect(calls).toEqual([`*raw\n-D PREROUTING ${rule}\nCOMMIT\n`]);
    expect(await tracing.unmark({ ...host, readFile: () => 'filter\n' })).toBeNull();
  });
});

describe('whether a trace runs', () => {
  const host = (text: string | null): HostReader => ({
    ...{ readFile: () => text, run: async () => '', nft: async () => '' },
  });
  it('is told by the reader of the log group 0', () => {
    expect(isTracing(host('    0  12345     0 2 65531   100  1\n'))).toBe(true);
    expect(isTracing(host('   40  12345     0 2 65531   100  1\n'))).toBe(false);
    expect(isTracing(host(null))).toBe(false);
  });
});

describe('the steps', () => {
  const text = [
    '*filter',
    ':FORWARD DROP [0:0]',
    ':VPCCTL-FORWARD - [0:0]',
    ':VPCCTL-IN-vpc1/web - [0:0]',
    '-A FORWARD -m comment --comment ours -j VPCCTL-FORWARD',
    '-A FORWARD -p tcp -j LOG',
    '-A FORWARD -j REJECT --reject-with icmp-port-unreachable',
    '-A VPCCTL-FORWARD -m comment --comment "say \\"no\\" -j DROP" -g VPCCTL-IN-vpc1/web',
    '-A VPCCTL-IN-vpc1/web -m comment --comment why -j MARK --set-xmark 0x1/0xffffffff',
    '-A VPCCTL-IN-vpc1/web -j DROP',
    'COMMIT',
  ].join('\n');
  const words = (...messages: TraceMessage[]) =>
    traceSteps(messages, text).map((each) => [each.rule, each.verdict, each.isOwn]);

  it('are rules by their comments, with the verdict of the rule', () => {
    expect(
      words(
        place('FORWARD', 1),
        place('VPCCTL-FORWARD', 1),
        place('VPCCTL-IN-vpc1/web', 1),
        place('VPCCTL-IN-vpc1/web', 2),
      ),
    ).toEqual([
      ['ours', 'jump VPCCTL-FORWARD', true],
      ['say "no" -j DROP', 'goto VPCCTL-IN-vpc1/web', true],
      ['why', 'continue', true],
      [null, 'drop', true],
    ]);
  });

  it('leave out what decides nothing: ends of chains, and rules of others that let it go on', () => {
    expect(
      words(place('FORWARD', 2), place('VPCCTL-FORWARD', 2), place('FORWARD', 3, 'nat')),
    ).toEqual([]);
  });

  it('tell what ends the way, also by another program and by a policy', () => {
    expect(words(place('FORWARD', 3), place('FORWARD', 4))).toEqual([
      [null, 'drop', false],
      [null, 'drop', false],
    ]);
  });

  it('are read from any text and any place', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(), (listing, chain, rule) => {
        expect(traceSteps([place(chain, rule)], listing).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
