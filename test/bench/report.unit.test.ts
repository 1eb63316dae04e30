import { describe, expect, it } from 'vitest';
import { FIRST_VPC, judge, type Measured, renderReport } from './report.js';

const peer: Measured = {
  step: 'peer',
  vpcctl: 110,
  script: 30,
  programs: 3,
  scriptPrograms: 7,
  namespaces: 0,
};
const list: Measured = { ...peer, step: 'list', script: null, scriptPrograms: null, programs: 0 };

describe('judge', () => {
  it('allows a change the cost of its script and two starts of Node', () => {
    expect(judge(peer, 40)).toMatchObject({ allowed: 110, isFast: true });
    expect(judge({ ...peer, vpcctl: 110.1 }, 40)).toMatchObject({ isFast: false });
  });

  it('allows a reading command three starts of Node', () => {
    expect(judge({ ...list, vpcctl: 120 }, 40)).toMatchObject({ allowed: 120, isFast: true });
    expect(judge({ ...list, vpcctl: 121 }, 40)).toMatchObject({ isFast: false });
  });

  it('allows four programs, and one for each namespace', () => {
    expect(judge({ ...peer, programs: 5 }, 40)).toMatchObject({
      allowedPrograms: 4,
      isFrugal: false,
    });
    expect(judge({ ...peer, programs: 5, namespaces: 1 }, 40)).toMatchObject({
      allowedPrograms: 5,
      isFrugal: true,
    });
    expect(judge({ ...peer, step: FIRST_VPC, programs: 5 }, 40)).toMatchObject({ isFrugal: true });
  });
});

describe('the report', () => {
  const machine = { cores: 2, kernel: '6.1.0', node: '20.19.0', load: [0.5, 1.25] } as const;
  const text = (steps: readonly Measured[], differences: readonly string[] = []) =>
    renderReport({
      rounds: 15,
      bareNode: 40,
      plugin: 1.25,
      steps: steps.map((each) => judge(each, 40)),
      differences,
      machine,
    });

  it('gives the cost of each step, its limit, and the difference', () => {
    const [head, bare, row] = text([{ ...peer, vpcctl: 131.4, programs: 6 }]).split('\n');
    expect(head?.split(/ {2,}/)).toEqual([
      ...['step', 'vpcctl', 'script', 'allowed', 'verdict'],
      ...['programs', 'allowed', 'verdict', "script's"],
    ]);
    expect(bare?.split(/ {2,}/)).toEqual(['node -e 0', '40 ms']);
    expect(row?.split(/ {2,}/)).toEqual([
      ...['peer', '131 ms', '30 ms', '110 ms', 'missed by 21 ms'],
      ...['6', '4', 'missed by 2', '7'],
    ]);
  });

  it('leaves out empty parts', () => {
    const row = text([list]).split('\n')[2];
    expect(row?.split(/ {2,}/)).toEqual(['list', '110 ms', '120 ms', 'met', '0', '4', 'met']);
  });

  it('ends with the machine', () => {
    expect(text([peer]).split('\n').at(-1)).toBe(
      'Medians of 15 rounds. 2 cores, Linux 6.1.0, Node 20.19.0; load 0.50 before, 1.25 after.',
    );
  });

  it('says where the script builds something else', () => {
    const lines = text([peer], ['- a rule']).split('\n');
    expect(lines.at(-1)).toBe('- a rule');
    expect(lines.at(-2)).toContain('test/bench/script');
  });
});
