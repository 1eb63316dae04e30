import { execFileSync } from 'node:child_process';
import { lineOf, type Operation, planInvocations, processOf } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderInvocation } from '../../../../src/host/executor/executors.js';
import { commandLine } from '../../../../src/host/process/quote.js';
import { OPERATION_KINDS, operations, operationsOf } from '../../../support/host/operations.js';

const step = { namespace: null, resources: [], why: 'a test' } as const;
const render = (all: Operation[]) =>
  planInvocations(all)
    .flat()
    .flatMap((each) => renderInvocation(each));

const up = (namespace: string | null, link: string): Operation => ({
  op: 'link.set',
  ...step,
  phase: 'create',
  namespace,
  link,
  up: true,
});

/** What a shell makes of rendered lines, with `cat` for each program: the input it would have. */
function inputInShell(lines: readonly string[], program: string): string {
  const script = `${program}() { cat; }\n${lines.join('\n')}\n`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' });
}

describe('renderInvocation', () => {
  it('shows a batch of one line as the plain command', () => {
    expect(render([up(null, 'br-a')])).toEqual(['ip link set dev br-a up']);
    expect(render([up('vpc1-public', 'lo')])).toEqual(['ip -n vpc1-public link set dev lo up']);
  });

  it('shows a longer batch as it is run', () => {
    expect(render([up('vpc1-public', 'lo'), up('vpc1-public', 'eth0')])).toEqual([
      "ip -n vpc1-public -batch - <<'EOF'",
      'link set dev lo up',
      'link set dev eth0 up',
      'EOF',
    ]);
  });

  it('shows a transaction of nft with an object per line', () => {
    const objects = [{ add: { table: { family: 'inet', name: 'vpcctl' } } }, { flush: null }];
    expect(render([{ op: 'nft.transaction', ...step, phase: 'filter', objects }])).toEqual([
      "nft -j -f - <<'EOF'",
      '{"nftables":[',
      '{"add":{"table":{"family":"inet","name":"vpcctl"}}},',
      '{"flush":null}',
      ']}',
      'EOF',
    ]);
  });

  it('shows sysctls by their keys with slashes', () => {
    const key = 'net/ipv4/conf/br-a.b/forwarding';
    const set = { key, value: '1', link: 'br-a.b' };
    expect(render([{ op: 'sysctl.set', ...step, phase: 'configure', ...set }])).toEqual([
      'sysctl -w net/ipv4/conf/br-a.b/forwarding=1',
    ]);
  });

  it('quotes the arguments of other programs', () => {
    const operation: Operation = {
      op: 'program.run',
      ...step,
      phase: 'filter',
      program: 'iptables-legacy-restore',
      arguments: ['--noflush', "it's"],
      input: '*filter\nCOMMIT\n',
    };
    expect(render([operation])).toEqual([
      "iptables-legacy-restore --noflush 'it'\\''s' <<'EOF'",
      '*filter',
      'COMMIT',
      'EOF',
    ]);
  });

  it('shows how daemons are started, and ended by their pid file', () => {
    const daemon = { ...step, name: 'lamp', program: 'lampd' };
    const words = ['--pid-file=/run/vpcctl/lamp.pid'];
    expect(
      render([
        { op: 'daemon.stop', ...daemon, phase: 'detach' },
        { op: 'daemon.start', ...daemon, phase: 'configure', arguments: words },
      ]),
    ).toEqual(['kill "$(cat /run/vpcctl/lamp.pid)"', 'lampd --pid-file=/run/vpcctl/lamp.pid']);
  });

  it('gives a shell the exact input of the program', () => {
    const program = 'prog';
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^([ -~]{0,12}|EOF_{0,2})$/)), (lines) => {
        const input = lines.map((line) => `${line}\n`).join('');
        const run: Operation = {
          op: 'program.run',
          ...step,
          phase: 'filter',
          program,
          arguments: [],
          input,
        };
        expect(inputInShell(render([run]), program)).toBe(input === '' ? '\n' : input);
      }),
      { numRuns: 30 },
    );
  });

  it.each(OPERATION_KINDS)('shows any %s', (kind) => {
    fc.assert(
      fc.property(operationsOf(kind), (operation: Operation) => {
        expect(render([operation]).join('')).not.toBe('');
      }),
    );
  });

  it('shows every operation of any plan', () => {
    fc.assert(
      fc.property(operations, (all) => {
        for (const invocation of planInvocations(all).flat()) {
          const shown = renderInvocation(invocation).join('\n');
          const process = processOf(invocation);
          if (invocation.type === 'batch') {
            for (const each of invocation.operations)
              expect(shown).toContain(lineOf(each).words.join(' '));
          } else if (process !== null) {
            expect(shown).toContain(process.input?.replace(/\n$/, '') ?? process.program);
          } else if (invocation.type === 'conntrack-flush') {
            expect(shown).toMatch(
              /^conntrack -L -f ipv4 --mark \S+\nconntrack --load-file - {2}# /,
            );
          } else {
            const lines = shown.split('\n').length;
            expect(lines).toBeGreaterThanOrEqual(invocation.operations.length);
          }
        }
      }),
    );
  });
});

describe('commandLine', () => {
  it('is parsed by a shell into the same words', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(...'aZ0 \'"\\$`!#*\n') })),
        (words) => {
          const shell = execFileSync('sh', [
            '-c',
            `printf '%s\\0' ${commandLine(['x', ...words])}`,
          ]);
          expect(shell.toString().split('\0').slice(0, -1)).toEqual(['x', ...words]);
        },
      ),
      { numRuns: 30 },
    );
  });
});
