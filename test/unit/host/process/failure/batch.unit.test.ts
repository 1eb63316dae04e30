import { describe, expect, it } from 'vitest';
import { failedLines, failedOnlyOnMissing } from '../../../../../src/host/process/failure/batch.js';
import { stepFailure } from '../../../../../src/host/process/failure.js';

/** A batch, with what is said of its lines (iproute2 6.1, Linux 6.18); null is said of a line that succeeds. */
function batch(lines: readonly (readonly [line: string, said: string | null])[], force = true) {
  return {
    program: 'ip',
    args: [...(force ? ['-force'] : []), '-batch', '-'],
    input: lines.map(([line]) => `${line}\n`).join(''),
    stderr: lines
      .map(([, said], index) => (said === null ? '' : `${said}\nCommand failed -:${index + 1}\n`))
      .join(''),
    ending: 'exit code 1',
  };
}

const GONE = [
  ['link del dev a', 'Cannot find device "a"'],
  ['netns del a', 'Cannot remove namespace file "/run/netns/a": No such file or directory'],
  ['addr del 10.0.0.1/24 dev a', 'Error: ipv4: Address not found.'],
  ['addr del 10.0.0.1/24 dev a', 'RTNETLINK answers: Cannot assign requested address'],
  ['route del default table 101 dev a', 'RTNETLINK answers: No such process'],
  ['route del default table 101 dev a', 'Error: FIB table does not exist.'],
  ['route del default table 101 dev a', 'Error: ipv4: FIB table does not exist.'],
  ['rule del priority 101 lookup 101', 'RTNETLINK answers: No such file or directory'],
  ['qdisc del dev a root', 'Error: Cannot delete qdisc with handle of zero.'],
  ['qdisc del dev a ingress', 'Error: Cannot find specified qdisc on specified device.'],
  ['fdb del 02:00:00:00:00:01 dev a master static', 'RTNETLINK answers: No such file or directory'],
  ['fdb del 02:00:00:00:00:01 dev a master static', 'RTNETLINK answers: Operation not supported'],
  ['fdb replace 02:00:00:00:00:01 dev a master dynamic', 'Cannot find device "a"'],
  [
    'fdb replace 02:00:00:00:00:01 dev a master dynamic',
    'RTNETLINK answers: Operation not permitted',
  ],
  [
    'fdb replace 02:00:00:00:00:01 dev a master dynamic',
    'RTNETLINK answers: Operation not supported',
  ],
  ['link set dev a type bridge_slave locked off learning on', 'Cannot find device "a"'],
  [
    'link set dev a type bridge_slave locked off learning on',
    'RTNETLINK answers: Operation not supported',
  ],
] as const;

describe('failedLines', () => {
  it('has each failed line with its message', () => {
    const failed = batch([
      ['link del dev a', 'Cannot find device "a"'],
      ['link del dev b', null],
      ['link del dev lo', 'RTNETLINK answers: Operation not supported'],
    ]);
    expect(failedLines(failed)).toEqual([
      { command: 'ip link del dev a', said: 'Cannot find device "a"' },
      { command: 'ip link del dev lo', said: 'RTNETLINK answers: Operation not supported' },
    ]);
  });
});

describe('failedOnlyOnMissing', () => {
  it.each(GONE)('accepts %s: %s', (line, said) => {
    expect(failedOnlyOnMissing(batch([[line, said]]))).toBe(true);
    expect(failedOnlyOnMissing(batch([[line, said]], false))).toBe(false);
  });

  it('accepts all of them at once, beside lines that succeed', () => {
    expect(failedOnlyOnMissing(batch([...GONE, ['link del dev b', null]]))).toBe(true);
  });

  it('accepts a missing namespace', () => {
    const stderr = 'Cannot open network namespace "a": No such file or directory\n';
    expect(failedOnlyOnMissing({ ...batch([['link del dev a', null]]), stderr })).toBe(true);
  });

  it.each([
    ['link del dev lo', 'RTNETLINK answers: Operation not supported'],
    ['link del dev a', 'RTNETLINK answers: Operation not permitted'],
    ['link set dev a down', 'Cannot find device "a"'],
    ['link set dev a type bridge_slave locked on learning off', 'Cannot find device "a"'],
    ['rule add lookup 7', 'RTNETLINK answers: No such file or directory'],
  ])('does not accept %s: %s', (line, said) => {
    const failed = batch([...GONE, [line, said], ...GONE]);
    expect(failedOnlyOnMissing(failed)).toBe(false);
    expect(stepFailure(failed).message).toBe(`ip ${line}: ${said}`);
  });

  it('does not accept an unknown message', () => {
    const failed = batch([['link del dev a', 'Cannot find device "a"']]);
    expect(failedOnlyOnMissing({ ...failed, stderr: `${failed.stderr}Segmentation fault\n` })).toBe(
      false,
    );
    expect(failedOnlyOnMissing({ ...failed, stderr: '' })).toBe(false);
  });
});
