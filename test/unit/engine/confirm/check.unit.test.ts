import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFailed, parseCheck, resolveCheck } from '../../../../src/engine/confirm/check.js';
import { openTestEngine } from '../../../support/engine/support.js';

const PLACE = { kind: 'workload', vpc: 'vpc1', subnet: 'private', instance: null };
const HOST = { kind: 'host' };
const ADDRESS = { kind: 'address', address: '10.0.1.1' };

describe('a check', () => {
  it.each([
    ['vpc1/private -> 10.0.1.1:8080', PLACE, ADDRESS, 'tcp', 8080, true],
    ['vpc1/private->10.0.1.1', PLACE, ADDRESS, 'icmp', null, true],
    ['host !> vpc1/private:53/udp', HOST, PLACE, 'udp', 53, false],
    ['host -> vpc1/private/db', HOST, { ...PLACE, instance: 'db' }, 'icmp', null, true],
    [' host -/> vpc1/private:65535/tcp ', HOST, PLACE, 'tcp', 65535, false],
  ])('is parsed: %s', (text, from, to, protocol, port, reach) => {
    const flow = { from, to, protocol, port };
    expect(parseCheck(text)).toEqual({ text: text.trim(), flow, reach });
  });

  it.each([
    ['', 'it has to be SOURCE -> TARGET'],
    ['vpc1/private', 'it has to be SOURCE -> TARGET'],
    ['vpc1/private 10.0.1.1', 'it has to be SOURCE -> TARGET'],
    ['a -> b -> c', 'it has to be SOURCE -> TARGET'],
    ['vpc1 -> 10.0.1.1', 'the source, "vpc1", is not VPC/SUBNET'],
    ['internet -> 10.0.1.1', 'the source, "internet", is not VPC/SUBNET or host'],
    ['10.0.2.1 -> 10.0.1.1', 'the source, "10.0.2.1", is not VPC/SUBNET or host'],
    ['vpc1/a -> internet', 'the target, "internet", is no address'],
    ['vpc1/a -> 127.0.0.1', '"127.0.0.1", is an address that is never routed'],
    ['host -> vpc1/', 'the target, "vpc1/", is not VPC/SUBNET'],
    ['host -> a/b/c/d', 'the target, "a/b/c/d", is not VPC/SUBNET'],
    ['host -> :80', 'the target is not ADDRESS or VPC/SUBNET'],
    ['host -> 10.0.1.1:80/icmp', 'icmp has no ports'],
    ['host -> 10.0.1.1:0', 'there is no port 0'],
    ['host -> 10.0.1.1:65536', 'there is no port 65536'],
    ['host -> 10.0.1.300', '"10.0.1.300", is not VPC/SUBNET, an IPv4 address'],
    ['host -> 10.0.01.3', '"10.0.01.3", is not VPC/SUBNET, an IPv4 address'],
    ['host -> --help', '"--help", is not VPC/SUBNET, an IPv4 address'],
    ['host -> example.org:80', '"example.org", is not VPC/SUBNET, an IPv4 address'],
  ])('is refused: %j', (text, reason) => {
    expect(() => parseCheck(text)).toThrow(
      expect.objectContaining({
        code: 'CHECK_INVALID',
        category: 'input',
        message: expect.stringContaining(reason),
      }),
    );
  });

  it('is parsed or refused, and only ever passes an address on', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.constantFrom('->', '!>', ' '), (a, b, arrow) => {
        try {
          const { to } = parseCheck(`${a}${arrow}${b}`).flow;
          if (to.kind === 'address') expect(to.address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'CHECK_INVALID' });
        }
      }),
    );
  });

  it('is resolved in the state after the change', async () => {
    const engine = openTestEngine();
    await engine.play([
      ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16' }],
      ['subnet.add', { vpc: 'vpc1', name: 'private', cidr: '10.0.2.0/24', type: 'private' }],
    ]);
    const state = await engine.state();
    expect(resolveCheck(state, parseCheck('vpc1/private -> vpc1/private:80'))).toEqual({
      sender: { name: 'vpc1/private', namespace: '/run/netns/vpc1-private' },
      flow: { from: 'vpc1/private', address: '10.0.2.1', protocol: 'tcp', port: 80 },
    });
    expect(resolveCheck(state, parseCheck('host -> 10.0.2.9'))).toMatchObject({
      sender: { name: 'host', namespace: null },
      flow: { from: 'host', protocol: 'icmp', port: 0 },
    });
    expect(() => resolveCheck({}, parseCheck('vpc1/private -> 10.0.2.9'))).toThrow(
      expect.objectContaining({ code: 'VPC_UNKNOWN' }),
    );
  });

  it('that fails names itself, the answer, and the fate of the change', () => {
    const failed = (text: string, answer: 'answered' | 'refused' | 'dropped') => {
      return { check: parseCheck(text), answer, passed: false };
    };
    const error = checkFailed(
      [failed('host -> 10.0.1.1', 'dropped'), failed('host !> 10.0.1.1:1', 'refused')],
      ['it was undone'],
    );
    expect(error).toMatchObject({
      code: 'CHECK_FAILED',
      exitCode: 1,
      message: 'the check "host -> 10.0.1.1" failed: no answer within 2 seconds',
      hints: [
        'also failed: "host !> 10.0.1.1:1" failed: it is reached, but no service listens there',
        'it was undone',
      ],
    });
  });
});
