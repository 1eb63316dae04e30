import { type Invocation, type LineOperation, lineOf, type Phase } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { realFailure } from '../../../../src/host/executor/batch.js';
import { failedLines } from '../../../../src/host/process/failure/batch.js';

const step = { phase: 'detach', namespace: null, resources: [], why: 'a test', link: 'a' } as const;
const mac = '02:00:00:00:00:01';

const LINK: LineOperation = { op: 'link.delete', ...step };
const ADDRESS: LineOperation = { op: 'address.delete', ...step, cidr: '10.0.0.1/24' };
const ROUTE: LineOperation = {
  op: 'route.delete',
  ...step,
  ...{ type: 'unicast', table: 101, destination: null, via: null, onlink: false },
  ...{ metric: null, source: null },
};
const RULE: LineOperation = {
  op: 'rule.delete',
  ...step,
  ...{ priority: 101, iif: null, fwmark: null, mask: null, table: 101, goto: null },
};
const ENTRY: LineOperation = { op: 'bridge-entry.delete', ...step, mac };
const LEARNED: LineOperation = { op: 'bridge-entry.replace', ...step, mac, state: 'dynamic' };
const UNLOCK: LineOperation = { op: 'bridge-port.set', ...step, locked: false, learning: true };

/** An operation, with what is said of its line (iproute2 6.1, Linux 6.18); null: it succeeds. */
type Said = readonly [operation: LineOperation, said: string | null];

const GONE: readonly Said[] = [
  [LINK, 'Cannot find device "a"'],
  [
    { op: 'namespace.delete', ...step, name: 'a' },
    'Cannot remove namespace file "/run/netns/a": No such file or directory',
  ],
  [ADDRESS, 'Error: ipv4: Address not found.'],
  [ADDRESS, 'RTNETLINK answers: Cannot assign requested address'],
  [ROUTE, 'RTNETLINK answers: No such process'],
  [ROUTE, 'Error: FIB table does not exist.'],
  [ROUTE, 'Error: ipv4: FIB table does not exist.'],
  [RULE, 'RTNETLINK answers: No such file or directory'],
  [{ op: 'neighbour.delete', ...step, address: '10.0.0.1' }, 'Cannot find device "a"'],
  [
    { op: 'qdisc.delete', ...step, parent: 'root' },
    'Error: Cannot delete qdisc with handle of zero.',
  ],
  [
    { op: 'qdisc.delete', ...step, parent: 'ingress' },
    'Error: Cannot find specified qdisc on specified device.',
  ],
  [{ op: 'qdisc.delete', ...step, parent: 'ingress' }, 'Error: Invalid handle.'],
  [ENTRY, 'RTNETLINK answers: No such file or directory'],
  [ENTRY, 'RTNETLINK answers: Operation not supported'],
  [LEARNED, 'Cannot find device "a"'],
  [LEARNED, 'RTNETLINK answers: Operation not permitted'],
  [LEARNED, 'RTNETLINK answers: Operation not supported'],
  [UNLOCK, 'Cannot find device "a"'],
  [UNLOCK, 'RTNETLINK answers: Operation not supported'],
];

function failureOf(
  lines: readonly Said[],
  { phase = 'detach' as Phase, exitCode = 1 as number | null, stderr = said(lines) } = {},
) {
  const operations = lines.map(([operation]) => operation);
  const batch: Invocation<'batch'> = {
    type: 'batch',
    phase,
    program: 'ip',
    namespace: null,
    operations,
  };
  const input = operations.map((each) => `${lineOf(each).words.join(' ')}\n`).join('');
  const args = ['-force', '-batch', '-'];
  return realFailure(batch, { program: 'ip', args, input, stderr, exitCode, ending: 'SIGKILL' });
}

function said(lines: readonly Said[]): string {
  return lines
    .map(([, text], index) => (text === null ? '' : `${text}\nCommand failed -:${index + 1}\n`))
    .join('');
}

describe('failedLines', () => {
  it('has each failed line with its message', () => {
    const failed = {
      program: 'ip',
      args: ['-force', '-n', 'b', '-batch', '-'],
      input: 'link del dev a\nlink del dev b\nlink del dev lo\n',
      stderr:
        'Cannot find device "a"\nCommand failed -:1\nRTNETLINK answers: Operation not supported\nCommand failed -:3\n',
    };
    expect(failedLines(failed)).toEqual([
      { index: 0, command: 'ip -n b link del dev a', said: 'Cannot find device "a"' },
      {
        index: 2,
        command: 'ip -n b link del dev lo',
        said: 'RTNETLINK answers: Operation not supported',
      },
    ]);
  });
});

describe('a forced batch', () => {
  it.each(GONE)('succeeds where %o is gone: %s', (operation, text) => {
    expect(failureOf([[operation, text]])).toBeNull();
    expect(failureOf([[operation, text]], { phase: 'create' })).not.toBeNull();
  });

  it('succeeds where all of them are gone, beside lines that succeed', () => {
    expect(failureOf([...GONE, [LINK, null]])).toBeNull();
  });

  it('succeeds where the namespace is gone', () => {
    const stderr = 'Cannot open network namespace "a": No such file or directory\n';
    expect(failureOf([[LINK, null]], { stderr })).toBeNull();
  });

  it.each<Said>([
    [LINK, 'RTNETLINK answers: Operation not supported'],
    [LINK, 'RTNETLINK answers: Operation not permitted'],
    [{ op: 'link.set', ...step, up: false }, 'Cannot find device "a"'],
    [{ ...UNLOCK, op: 'bridge-port.set', locked: true }, 'Cannot find device "a"'],
    [{ ...LEARNED, op: 'bridge-entry.replace', mac, state: 'static' }, 'Cannot find device "a"'],
    [{ ...RULE, op: 'rule.add' }, 'RTNETLINK answers: No such file or directory'],
  ])('fails by %o: %s', (operation, text) => {
    const line = lineOf(operation).words.join(' ');
    expect(failureOf([...GONE, [operation, text], ...GONE])?.message).toBe(`ip ${line}: ${text}`);
  });

  it('fails by an unknown message, and by a signal', () => {
    const lines: Said[] = [[LINK, 'Cannot find device "a"']];
    expect(failureOf(lines, { stderr: `${said(lines)}Segmentation fault\n` })).not.toBeNull();
    expect(failureOf(lines, { stderr: '' })).not.toBeNull();
    expect(failureOf(lines, { exitCode: null })).not.toBeNull();
  });
});
