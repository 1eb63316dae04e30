import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dryRunHistory } from '../../../../src/engine/inspect/dry-run.js';
import { execute, executeHistory } from '../../../../src/engine/run/execute.js';
import { acquireLock } from '../../../../src/host/lock.js';
import { MemoryHost } from '../../../support/engine/memory.js';
import {
  CREATE_VPC1,
  openTestEngine,
  rejection,
  temporaryDirectory,
} from '../../../support/engine/support.js';
import { anyMove, type Move, requestOf } from '../../../support/features/arbitrary.js';

it('ten concurrent commands run one after the other', async () => {
  const directory = temporaryDirectory();
  const host = new MemoryHost();
  const open = () => openTestEngine({ directory, host, acquire: acquireLock });
  const names = Array.from({ length: 10 }, (_, i) => `vpc${i}`);
  const commands = names.map((name, i) =>
    open().run(['vpc.create', { name, cidr: `10.${i}.0.0/16` }]),
  );
  const seqs = (await Promise.all(commands)).map(({ entry }) => entry.seq);
  // Each intent is followed by its outcome, whichever process came first.
  expect(seqs.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const reader = open();
  expect(await reader.outcomes()).toEqual(names.map(() => 'vpc.create applied'));
  expect(host.things).toEqual(await reader.desired());
  const segments = Object.values((await reader.state())['vpc'] ?? {}).map((vpc) => vpc.segment);
  expect(new Set(segments).size).toBe(10);
});

it('of ten commands for the same name one succeeds, and nine are refused', async () => {
  const directory = temporaryDirectory();
  const host = new MemoryHost();
  const commands = Array.from({ length: 10 }, () =>
    openTestEngine({ directory, host, acquire: acquireLock }).run([
      'vpc.create',
      { name: 'vpc1', cidr: '10.0.0.0/16' },
    ]),
  );
  const outcomes = await Promise.allSettled(commands);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') {
      expect(outcome.reason).toMatchObject({ code: 'VPC_EXISTS' });
    }
  }
});

it('a command that waits for the lock says so, and can be interrupted', async () => {
  const engine = openTestEngine({ acquire: acquireLock });
  const held = await engine.context.journal.lock();
  const stop = new AbortController();
  const observer = { waiting: () => stop.abort('SIGINT') };
  const waiting = execute({ ...engine.context, observer, signal: stop.signal }, ...CREATE_VPC1);
  await expect(waiting).rejects.toMatchObject({ code: 'HOST_INTERRUPTED' });
  held.release();
  await engine.run(CREATE_VPC1);
  expect(await engine.outcomes()).toEqual(['vpc.create applied']);
});

/** When a step fails: the how many-th of all, and whether it is done all the same. */
interface Fault {
  readonly at: number;
  readonly done: boolean;
}

const anyFault = fc.record({ at: fc.nat(25), done: fc.boolean() });

/** Counts the steps from now on, and fails one of them. */
function plant(host: MemoryHost, fault: Fault | null): void {
  let steps = 0;
  host.doneAllTheSame = fault?.done ?? false;
  host.trouble = () => (steps++ === fault?.at ? 'bad luck' : null);
}

it('the host matches the journal after any commands and failing steps', async () => {
  const commands = fc.array(fc.tuple(anyMove, fc.option(anyFault)), { maxLength: 12, size: 'max' });
  let failures = 0;
  await fc.assert(
    fc.asyncProperty(commands, async (moves: [Move, Fault | null][]) => {
      const engine = openTestEngine();
      for (const [move, fault] of moves) {
        plant(engine.host, fault);
        const request = requestOf(await engine.state(), move);
        const code = await engine.run(request).then(
          () => null,
          (error: { code?: string; category?: string }) => {
            if (error.category === 'input') return null;
            return error.code ?? String(error);
          },
        );
        if (code !== null) {
          failures += 1;
          expect(code).toBe('HOST_STEP_FAILED');
        }
        expect(engine.host.things).toEqual(await engine.desired());
      }
      expect((await engine.outcomes()).filter((outcome) => /pending|inter/.test(outcome))).toEqual(
        [],
      );
    }),
    { numRuns: 40 },
  );
  expect(failures).toBeGreaterThan(0);
});

it('an undo that was agreed to is refused where a command was running that changes it', async () => {
  const directory = temporaryDirectory();
  const host = new MemoryHost();
  const open = () => openTestEngine({ directory, host, acquire: acquireLock });
  const [engine, other] = [open(), open()];
  await engine.run(CREATE_VPC1);
  const request = { type: 'revert', seq: 1 } as const;
  const agreed = await dryRunHistory(engine.context, request);
  const carryOut = () =>
    executeHistory(engine.context, request, undefined, undefined, undefined, agreed);
  // It begins while the other one has the lock and is not done: the state is still the one it knows.
  let begun: Promise<unknown> | null = null;
  host.trouble = () => {
    begun ??= rejection(carryOut());
    return null;
  };
  await other.run(['vpc.create', { name: 'vpc2', cidr: '10.2.0.0/16' }]);
  expect(await begun).toMatchObject({ code: 'PLAN_CHANGED' });
  expect(await engine.outcomes()).toEqual(['vpc.create applied', 'vpc.create applied']);
  // What is planned anew is carried out.
  const planned = await dryRunHistory(engine.context, request);
  await executeHistory(engine.context, request, undefined, undefined, 'seen', planned);
  expect(Object.keys((await engine.state())['vpc'] ?? {})).toEqual(['vpc2']);
});
