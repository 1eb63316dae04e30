import {
  type BatchLine,
  type HostCommand,
  type Invocation,
  namespaceOf,
  PHASES,
  type Phase,
  planInvocations,
} from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostCommands } from '../../../support/host/commands.js';

function line(
  phase: Phase,
  program: 'ip' | 'tc',
  namespace: string | null,
  why: string,
): BatchLine {
  return { type: 'batch', phase, program, namespace, words: ['link'], why };
}

const isSorted = (numbers: readonly number[]) =>
  numbers.every((number, index) => index === 0 || (numbers[index - 1] ?? 0) <= number);

/** Which commands may share a program: the phase, the namespace, and the program. */
function lane(command: HostCommand): string {
  const program = command.type === 'batch' || command.type === 'program' ? command.program : '';
  return [command.phase, namespaceOf(command), command.type, program].join(' ');
}

/** A plan in brief: the commands of each invocation by their number. */
const brief = (stages: Invocation[][]) =>
  stages.map((stage) => stage.map(({ commands }) => commands.map(({ why }) => why).join(',')));

describe('plan', () => {
  it('has every command exactly once', () => {
    fc.assert(
      fc.property(hostCommands, (commands) => {
        const planned = planInvocations(commands)
          .flat()
          .flatMap((invocation): readonly HostCommand[] => invocation.commands);
        expect(new Set(planned)).toEqual(new Set(commands));
        expect(planned).toHaveLength(commands.length);
      }),
    );
  });

  it('keeps the phases apart and in order', () => {
    fc.assert(
      fc.property(hostCommands, (commands) => {
        const stages = planInvocations(commands).map((stage) => [
          ...new Set(stage.map(({ phase }) => phase)),
        ]);
        expect(stages.every((phases) => phases.length === 1)).toBe(true);
        expect(isSorted(stages.flat().map((phase) => PHASES.indexOf(phase)))).toBe(true);
      }),
    );
  });

  it('keeps the order of commands of one program in one namespace', () => {
    fc.assert(
      fc.property(hostCommands, (commands) => {
        const numbers = new Map<string, number[]>();
        for (const command of planInvocations(commands)
          .flat()
          .flatMap<HostCommand>((each) => each.commands)) {
          numbers.set(lane(command), [...(numbers.get(lane(command)) ?? []), Number(command.why)]);
        }
        for (const order of numbers.values()) expect(isSorted(order)).toBe(true);
      }),
    );
  });

  it('starts the fewest programs possible, and never two at once in one namespace', () => {
    fc.assert(
      fc.property(hostCommands, (commands) => {
        const stages = planInvocations(commands);
        const alone = ['program', 'conntrack-flush'];
        const shared = stages.flat().filter(({ type }) => !alone.includes(type));
        const lanes = new Set(commands.filter(({ type }) => !alone.includes(type)).map(lane));
        expect(shared.length).toBeLessThanOrEqual(lanes.size);
        for (const stage of stages) {
          const namespaces = stage.map(({ commands: [first] }) => first && namespaceOf(first));
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

  it('merges the phase up with create, unless another command comes between', () => {
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

  it('runs tc after the commands for its links, and before them in detach', () => {
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

  it.each(['', 'two words', 'a\nb', "it's", '"x"', 'a#b', 'a\\b', 'a\tb'])(
    'refuses %j as a word of a batch line',
    (word) => {
      const bad: BatchLine = { ...line('create', 'ip', null, '0'), words: ['link', word] };
      expect(() => planInvocations([bad])).toThrow(
        expect.objectContaining({ code: 'HOST_WORD_UNSAFE' }),
      );
    },
  );
});
