import { execFileSync } from 'node:child_process';
import { type HostCommand, planInvocations, processOf } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../../../src/host/process/quote.js';
import { renderInvocation } from '../../../src/host/render.js';
import { hostCommands } from '../../support/host/commands.js';

const why = 'a test';
const render = (commands: HostCommand[]) =>
  planInvocations(commands).flat().flatMap(renderInvocation);

const ip = (namespace: string | null, ...words: string[]): HostCommand => ({
  type: 'batch',
  phase: 'create',
  program: 'ip',
  namespace,
  words,
  why,
});

/** What a shell makes of rendered lines, with `cat` for each program: the input it would have. */
function inputInShell(lines: readonly string[], program: string): string {
  const script = `${program}() { cat; }\n${lines.join('\n')}\n`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' });
}

describe('renderInvocation', () => {
  it('shows a batch of one line as the plain command', () => {
    expect(render([ip(null, 'link', 'set', 'dev', 'br-a', 'up')])).toEqual([
      'ip link set dev br-a up',
    ]);
    expect(render([ip('vpc1-public', 'link', 'set', 'dev', 'lo', 'up')])).toEqual([
      'ip -n vpc1-public link set dev lo up',
    ]);
  });

  it('shows a longer batch as it is run', () => {
    const lines = [
      ip('vpc1-public', 'link', 'set', 'lo', 'up'),
      ip('vpc1-public', 'route', 'show'),
    ];
    expect(render(lines)).toEqual([
      "ip -n vpc1-public -batch - <<'EOF'",
      'link set lo up',
      'route show',
      'EOF',
    ]);
  });

  it('shows a transaction of nft with an object per line', () => {
    const objects = [{ add: { table: { family: 'inet', name: 'vpcctl' } } }, { flush: null }];
    expect(render([{ type: 'nft', phase: 'filter', objects, why }])).toEqual([
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
    expect(render([{ type: 'sysctl', phase: 'configure', key, value: '1', why }])).toEqual([
      'sysctl -w net/ipv4/conf/br-a.b/forwarding=1',
    ]);
  });

  it('quotes the arguments of other programs', () => {
    const command: HostCommand = {
      type: 'program',
      phase: 'filter',
      program: 'iptables-legacy-restore',
      arguments: ['--noflush', "it's"],
      input: '*filter\nCOMMIT\n',
      why,
    };
    expect(render([command])).toEqual([
      "iptables-legacy-restore --noflush 'it'\\''s' <<'EOF'",
      '*filter',
      'COMMIT',
      'EOF',
    ]);
  });

  it('shows how daemons are started, and ended by their pid file', () => {
    const daemon = { type: 'daemon', name: 'lamp', program: 'lampd', why } as const;
    const words = ['--pid-file=/run/vpcctl/lamp.pid'];
    expect(
      render([
        { ...daemon, action: 'stop', phase: 'detach', arguments: [] },
        { ...daemon, action: 'start', phase: 'configure', arguments: words },
      ]),
    ).toEqual(['kill "$(cat /run/vpcctl/lamp.pid)"', 'lampd --pid-file=/run/vpcctl/lamp.pid']);
  });

  it('gives a shell the exact input of the program', () => {
    const program = 'prog';
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^([ -~]{0,12}|EOF_{0,2})$/)), (lines) => {
        const input = lines.map((line) => `${line}\n`).join('');
        const commands: HostCommand[] = [
          { type: 'program', phase: 'filter', program, arguments: [], input, why },
        ];
        expect(inputInShell(render(commands), program)).toBe(input === '' ? '\n' : input);
      }),
      { numRuns: 30 },
    );
  });

  it('shows every command of any plan', () => {
    fc.assert(
      fc.property(hostCommands, (commands) => {
        for (const invocation of planInvocations(commands).flat()) {
          const shown = renderInvocation(invocation).join('\n');
          const process = processOf(invocation);
          if (invocation.commands.length === 1 && invocation.type === 'batch') {
            expect(shown).toContain(invocation.commands[0]?.words.join(' '));
          } else if (invocation.type === 'conntrack-flush') {
            expect(shown).toMatch(
              /^conntrack -L -f ipv4 --mark \S+\nconntrack --load-file - {2}# /,
            );
          } else if (process !== null) {
            expect(shown).toContain(process.input?.replace(/\n$/, '') ?? process.program);
          } else {
            expect(shown.split('\n')).toHaveLength(invocation.commands.length);
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
