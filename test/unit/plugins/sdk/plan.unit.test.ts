import {
  type Invocation,
  isLineOperation,
  lineOf,
  type Operation,
  PHASES,
  type Phase,
  planInvocations,
} from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operations } from '../../../support/host/operations.js';

function line(
  phase: Phase,
  program: 'ip' | 'tc',
  namespace: string | null,
  why: string,
): Operation {
  const op = program === 'ip' ? 'link.delete' : 'ingress.add';
  return { op, phase, namespace, link: 'a', resources: [], why };
}

const isSorted = (numbers: readonly number[]) =>
  numbers.every((number, index) => index === 0 || (numbers[index - 1] ?? 0) <= number);

/** Operations that share a program with no other one, and their invocations. */
const ALONE = ['attach', 'program', 'conntrack-flush', 'daemon', 'lasting-exception'];
const isAlone = ({ op }: Operation) =>
  ['namespace.attach', 'program.run', 'conntrack.flush'].includes(op) ||
  /^(daemon|lasting-exception)\./.test(op);

/** Which operations may share a program: the phase, the namespace, and the program. */
function lane(operation: Operation): string {
  const { op, phase, namespace } = operation;
  if ('exception' in operation) return `${phase} exception ${operation.exception.filter}`;
  const program =
    isLineOperation(operation) && !isAlone(operation) ? lineOf(operation).program : op;
  return [phase, namespace, program].join(' ');
}

/** A plan in brief: the operations of each invocation by their number. */
const brief = (stages: Invocation[][]) =>
  stages.map((stage) => stage.map((each) => each.operations.map(({ why }) => why).join(',')));

describe('plan', () => {
  it('has every operation exactly once', () => {
    fc.assert(
      fc.property(operations, (all) => {
        const planned = planInvocations(all)
          .flat()
          .flatMap((invocation): readonly Operation[] => invocation.operations);
        expect(new Set(planned)).toEqual(new Set(all));
        expect(planned).toHaveLength(all.length);
      }),
    );
  });

  it('keeps the phases apart and in order', () => {
    fc.assert(
      fc.property(operations, (all) => {
        const stages = planInvocations(all).map((stage) => [
          ...new Set(stage.map(({ phase }) => phase)),
        ]);
        expect(stages.every((phases) => phases.length === 1)).toBe(true);
        expect(isSorted(stages.flat().map((phase) => PHASES.indexOf(phase)))).toBe(true);
      }),
    );
  });

  it('keeps the order of operations of one program in one namespace', () => {
    fc.assert(
      fc.property(operations, (all) => {
        const numbers = new Map<string, number[]>();
        for (const each of planInvocations(all)
          .flat()
          .flatMap((invocation): readonly Operation[] => invocation.operations)) {
          numbers.set(lane(each), [...(numbers.get(lane(each)) ?? []), Number(each.why)]);
        }
        for (const order of numbers.values()) expect(isSorted(order)).toBe(true);
      }),
    );
  });

  it('starts the fewest programs possible, and never two at once in one namespace', () => {
    fc.assert(
      fc.property(operations, (all) => {
        const stages = planInvocations(all);
        const shared = stages.flat().filter(({ type }) => !ALONE.includes(type));
        const lanes = new Set(all.filter((each) => !isAlone(each)).map(lane));
        expect(shared.length).toBeLessThanOrEqual(lanes.size);
        for (const stage of stages) {
          const namespaces = stage.map(({ operations: [first] }) => first?.namespace);
          expect(new Set(namespaces).size).toBe(stage.length);
        }
      }),
    );
  });

  it('works on namespaces in parallel: after the host, before it in detach, beside it in configure', () => {
    const of = (phase: Phase) =>
      brief(
        planInvocations([
          line(phase, 'ip', null, '0'),
          line(phase, 'ip', 'a', '1'),
          line(phase, 'ip', 'b', '2'),
        ]),
      );
    expect(of('detach')).toEqual([['1', '2'], ['0']]);
    expect(of('filter')).toEqual([['0'], ['1', '2']]);
    expect(of('create')).toEqual([['0'], ['1', '2']]);
    expect(of('configure')).toEqual([['0', '1', '2']]);
    expect(of('cleanup')).toEqual([['1', '2'], ['0']]);
  });

  it('merges the phase up with create, unless another operation comes between', () => {
    const [built, raised] = [line('create', 'ip', null, '0'), line('up', 'ip', null, '1')];
    expect(brief(planInvocations([raised, built]))).toEqual([['0,1']]);
    expect(brief(planInvocations([built, line('create', 'tc', null, '2'), raised]))).toEqual([
      ['0'],
      ['2'],
      ['1'],
    ]);
    expect(brief(planInvocations([built, line('create', 'ip', 'a', '2'), raised]))).toEqual([
      ['0'],
      ['2'],
      ['1'],
    ]);
  });

  it('runs tc after the operations for its links, and before them in detach', () => {
    const of = (phase: Phase) =>
      brief(
        planInvocations([
          line(phase, 'tc', null, '0'),
          line(phase, 'ip', null, '1'),
          line(phase, 'tc', null, '2'),
        ]),
      );
    expect(of('create')).toEqual([['1'], ['0,2']]);
    expect(of('detach')).toEqual([['0,2'], ['1']]);
  });

  it('refuses an operation whose line has an unsafe word', () => {
    const bad: Operation = { ...line('create', 'ip', null, '0'), op: 'link.delete', link: 'a b' };
    expect(() => planInvocations([bad])).toThrow(
      expect.objectContaining({ code: 'HOST_WORD_UNSAFE' }),
    );
  });
});
