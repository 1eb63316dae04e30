import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeOutputSchema } from '../../../src/schemas/change.js';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { eventually } from '../../support/cli/gate.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

/** Answers each datagram, from the address that it was sent to. */
const UDP_ECHO = `const socket = require('dgram').createSocket('udp4');
  socket.on('message', (text, { port, address }) => socket.send(text, port, address));
  socket.bind(5353, () => console.log('listening'));`;
const HTTP =
  "require('http').createServer((_, r) => r.end()).listen(8080, () => console.log('listening'))";

const POLICY = '/run/policy.json';
const apply = ['apply-firewall', 'vpc1', 'public', POLICY];

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
  await ok(lab, 'add-subnet', 'vpc1', 'public', '10.0.1.0/24', '--type', 'public');
  await ok(lab, 'add-subnet', 'vpc1', 'private', '10.0.2.0/24');
  for (const script of [UDP_ECHO, HTTP]) {
    const server = lab.start('ip', ['netns', 'exec', 'vpc1-public', 'node', '-e', script]);
    await eventually(() => expect(server.output()).toContain('listening'));
  }
  const rule = { port: 8080, protocol: 'tcp', action: 'allow' };
  writeIn(lab, POLICY, JSON.stringify({ subnet: '10.0.1.0/24', ingress: [rule] }));
});
afterAll(() => lab.stop());

const state = () => wholeHost(lab);
const checks = (...texts: string[]) => texts.flatMap((text) => ['--check', text]);

describe('--check', () => {
  it('keeps a change when all checks hold', async () => {
    const passing = [
      'vpc1/private -> 10.0.1.1:8080',
      'vpc1/private -> vpc1/public:8080/tcp',
      'host -> vpc1/public:8080',
      'vpc1/public -> 198.51.100.8:80',
      'vpc1/public -> 198.51.100.8',
      'vpc1/private !> 198.51.100.8',
      'vpc1/private -/> vpc1/public:5353/udp',
      'vpc1/private !> 10.0.1.1',
    ];
    const output = await json(lab, changeOutputSchema, ...apply, ...checks(...passing));
    expect(output.checks).toEqual(
      passing.map((check) => ({ check, answer: check.includes('->') ? 'answered' : 'dropped' })),
    );
    expect(output.confirmUntil).toBeNull();
    await ok(
      lab,
      'clear-firewall',
      'vpc1',
      'public',
      ...checks('vpc1/private -> 10.0.1.1:5353/udp'),
    );
  });

  it('rolls the change back at once when a check fails, and the history has both', async () => {
    const before = await state();
    const failing = ['vpc1/private -> 10.0.1.1', 'vpc1/private !> 10.0.1.1:8080'];
    const passing = 'vpc1/private -> 10.0.1.1:8080';
    const { exitCode, stdout, stderr } = await lab.vpcctl(...apply, ...checks(...failing, passing));
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(
      'error: the check "vpc1/private -> 10.0.1.1" failed: no answer within 2 seconds\n' +
        '  → also failed: "vpc1/private !> 10.0.1.1:8080" failed: it answers\n',
    );
    const { entries } = await json(lab, historyOutputSchema, 'history');
    const [change, undo] = entries.slice(-2);
    expect(change).toMatchObject({ intent: 'firewall.apply', removedBy: undo?.seq });
    expect(undo).toMatchObject({ intent: 'undo', outcome: 'applied' });
    expect(stderr).toContain(`entry ${undo?.seq} rolled entry ${change?.seq} back`);
    expect(hostChanges(before, await state())).toEqual([]);
  });

  it('tells a refused connection from a dropped one', async () => {
    const open = ['vpc1/private -> 10.0.1.1:9', 'vpc1/private !> 10.0.1.1:9/udp'];
    const { exitCode, stderr } = await lab.vpcctl(
      ...['add-subnet', 'vpc1', 'third', '10.0.3.0/24'],
      ...checks(...open),
    );
    expect(exitCode).toBe(1);
    expect(stderr.match(/it is reached, but no service listens there/g)).toHaveLength(2);
  });

  it('with --confirm-within still needs a confirmation', async () => {
    const output = await json(
      lab,
      changeOutputSchema,
      ...[
        ...['add-subnet', 'vpc1', 'third', '10.0.3.0/24', '--confirm-within', '1h'],
        ...checks('vpc1/third -> vpc1/public:8080'),
      ],
    );
    expect(output).toMatchObject({ confirmUntil: expect.any(String) });
    expect(await ok(lab, 'confirm')).toContain('Confirmed: add private subnet third');
    await ok(lab, 'undo');
  });

  it('is ended by Ctrl-C on a terminal, which rolls the change back and leaves no program', async () => {
    const before = await state();
    // A ping that lasts until it is ended. `script` types what it reads: Ctrl-C.
    const { stdout, exitCode } = await lab.shell(`mkdir /run/slow
      printf '#!/bin/sh\n: >/run/pings; exec sleep 987\n' >/run/slow/ping; chmod +x /run/slow/ping
      (until [ -e /run/pings ]; do sleep 0.02; done; printf '\\003') |
        PATH=/run/slow:$PATH script -qfec \
          "exec vpcctl delete-subnet vpc1 private --check 'host -> vpc1/public'" /dev/null`);
    expect({ stdout, exitCode }).toEqual({
      stdout: expect.stringContaining('interrupted'),
      exitCode: 130,
    });
    expect(hostChanges(before, await state())).toEqual([]);
    const { stdout: left } = await lab.shell("ps -e -o args | grep -E '[p]robe-agent|[s]leep 987'");
    expect(left).toBe('');
  });

  it('also rolls an undo back', async () => {
    await ok(lab, ...apply);
    const before = await state();
    const { stderr, exitCode } = await lab.vpcctl('undo', ...checks('vpc1/private !> 10.0.1.1'));
    expect({ stderr, exitCode }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('vpcctl undo makes the change again'),
    });
    expect(hostChanges(before, await state())).toEqual([]);
    await ok(lab, 'undo');
  });
});
