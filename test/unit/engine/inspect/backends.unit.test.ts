import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileStep } from '../../../../src/engine/model/compile.js';
import { desiredStateOf, lower } from '../../../../src/engine/model/desired.js';
import { executeHistory } from '../../../../src/engine/run/execute.js';
import { backendOf } from '../../../../src/features/backend/state.js';
import { BOTH, having, POLICY, SET, switched } from '../../../support/engine/backends.js';
import {
  ADD_PUBLIC,
  CREATE_VPC1,
  CREATE_VPC2,
  openTestEngine,
  rejection,
} from '../../../support/engine/support.js';
import type { CommandRequest } from '../../../support/features/given.js';

describe('setting the backend', () => {
  it('has the new backend make the whole policy, and then the old one delete its own', async () => {
    const { host, context, state } = await switched();
    expect(having(host, 'nftables')).toEqual([]);
    expect(having(host, 'iptables-legacy')).toHaveLength(4);
    const commands = compileStep(
      desiredStateOf(context.registry, {}),
      desiredStateOf(context.registry, await state()),
    );
    expect(commands.filter(({ phase }) => phase === 'cleanup')).toEqual([]);
  });

  it('loads the new policy before it deletes the old one', async () => {
    const engine = openTestEngine({ plugins: BOTH });
    await engine.play([CREATE_VPC1, ADD_PUBLIC]);
    const from = engine.host.log.length;
    await engine.run(SET);
    const steps = engine.host.log.slice(from).map((step) => step.split('/')[0]);
    expect(steps).toEqual([
      ...Array(4).fill('create iptables-legacy'),
      ...Array(4).fill('delete nftables'),
    ]);
  });

  it('is undone, redone and reverted', async () => {
    const { host, context, before, run } = await switched();
    const after = host.things;
    await executeHistory(context, { type: 'undo', count: 1 });
    expect(host.things).toEqual(before);
    await executeHistory(context, { type: 'redo', count: 1 });
    expect(host.things).toEqual(after);
    await run(CREATE_VPC2);
    await executeHistory(context, { type: 'revert', seq: 3 });
    expect(having(host, 'iptables-legacy')).toEqual([]);
    expect(having(host, 'nftables')).toHaveLength(6);
  });

  it('applies to the remaining VPC after the first one was reverted', async () => {
    const engine = openTestEngine({ plugins: BOTH });
    await engine.play([CREATE_VPC1, CREATE_VPC2]);
    await executeHistory(engine.context, { type: 'revert', seq: 1 });
    expect(having(engine.host, 'nftables')).not.toEqual([]);
  });

  it('is only recorded where there is no VPC', async () => {
    const engine = openTestEngine({ plugins: BOTH });
    await engine.run(SET);
    expect(engine.host.log).toEqual([]);
    await engine.run(CREATE_VPC1);
    expect(having(engine.host, 'iptables-legacy')).not.toEqual([]);
  });

  it.each([1, 3, 4, 6, 8])('that fails at step %i is rolled back', async (number) => {
    const engine = openTestEngine({ plugins: BOTH });
    await engine.play([CREATE_VPC1, ADD_PUBLIC]);
    const before = engine.host.things;
    let steps = 0;
    engine.host.trouble = () => {
      steps += 1;
      return steps === number ? 'no' : null;
    };
    await rejection(engine.run(SET));
    expect(engine.host.things).toEqual(before);
  });
});

describe('any commands, with failing steps in between', () => {
  const anyMove = fc.record({
    what: fc.constantFrom(
      'nftables',
      'iptables-legacy',
      'vpc1',
      'vpc2',
      'public',
      'undo',
      'redo',
      'gone',
    ),
    /** The step of it that fails; mostly it has not as many. */
    fails: fc.nat(30),
  });

  const UNDO = { type: 'undo', count: 1 } as const;
  const REDO = { type: 'redo', count: 1 } as const;

  const REQUESTS: Readonly<Record<string, CommandRequest>> = {
    nftables: ['backend.set', { name: 'nftables' }],
    'iptables-legacy': ['backend.set', { name: 'iptables-legacy' }],
    vpc1: CREATE_VPC1,
    vpc2: CREATE_VPC2,
    public: ADD_PUBLIC,
    gone: ['vpc.delete', { name: 'vpc1' }],
  };

  it('leave the whole policy with the backend in use, and nothing with the other', {
    timeout: 30_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMove, { maxLength: 12 }), async (moves) => {
        const { host, context, run, state } = openTestEngine({ plugins: BOTH });
        for (const { what, fails } of moves) {
          let left = fails;
          host.trouble = () => {
            left -= 1;
            return left === 0 ? 'no' : null;
          };
          const request = REQUESTS[what];
          const done = request
            ? run(request)
            : executeHistory(context, what === 'undo' ? UNDO : REDO);
          // Refused, or failed and rolled back.
          await done.catch(() => {});
          const name = backendOf(await state());
          const policy = lower(context.registry, await state()).filter(({ kind }) =>
            POLICY.includes(kind),
          );
          for (const each of ['nftables', 'iptables-legacy']) {
            const ids = each === name ? policy.map(({ id }) => `${each}/${id}`).sort() : [];
            expect(having(host, each)).toEqual(ids);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
