import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import timers from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ConfirmGuard } from '../../../../src/engine/confirm/guarded-commit.js';
import { confirm, findPendingConfirmation } from '../../../../src/engine/confirm/pending.js';
import {
  restartWatchdog,
  runWatchdog,
  startWatchdog,
} from '../../../../src/engine/confirm/watchdog.js';
import { execute, executeHistory } from '../../../../src/engine/run/execute.js';
import { replay } from '../../../../src/engine/run/replay.js';
import {
  ADD_PRIVATE,
  ADD_PUBLIC,
  CREATE_VPC1,
  openTestEngine,
  rejection,
} from '../../../support/engine/support.js';
import type { CommandRequest } from '../../../support/features/given.js';

/** An engine with a VPC, and the parts that roll a change back. */
async function start() {
  const engine = openTestEngine();
  await engine.play([CREATE_VPC1]);
  const watch = vi.fn(async () => {
    // The watchdog starts before anything is recorded or changed.
    expect(engine.journalText().match(/\n/g)).toHaveLength(journalLines);
  });
  let journalLines = 0;
  const guard = (within = 3_600_000): ConfirmGuard => {
    journalLines = engine.journalText().match(/\n/g)?.length ?? 0;
    return { within, watch };
  };
  const confirmed = ([type, input]: CommandRequest, within?: number) =>
    execute(engine.context, type, input, undefined, guard(within));
  return {
    ...engine,
    watch,
    confirmed,
    /** A change whose time to confirm has run out at once. */
    expired: (request: CommandRequest) => confirmed(request, -1),
    undoConfirmed: () =>
      executeHistory(engine.context, { type: 'undo', count: 1 }, undefined, guard()),
    undo: () => executeHistory(engine.context, { type: 'undo', count: 1 }),
    redo: () => executeHistory(engine.context, { type: 'redo', count: 1 }),
    matches: async () => expect(engine.host.things).toEqual(await engine.desired()),
  };
}

describe('a change with commit-confirm', () => {
  it('awaits confirmation, and has a watchdog', async () => {
    const { context, watch, confirmed } = await start();
    const { entry } = await confirmed(ADD_PUBLIC);
    expect(watch.mock.calls).toEqual([[entry.seq, 3_600_000]]);
    expect(await findPendingConfirmation(context)).toMatchObject({ seq: entry.seq });
    expect(await confirm(context, undefined, 'all is well')).toMatchObject({ seq: entry.seq });
    expect(await findPendingConfirmation(context)).toBeNull();
    const { entries } = await context.journal.read();
    expect(entries.slice(-3)).toMatchObject([
      { type: 'applied', seq: entry.seq, data: { confirmBy: expect.stringMatching(/Z$/) } },
      {
        ...{ type: 'confirm', seq: entry.seq + 1, message: 'all is well' },
        data: { targets: [entry.seq] },
      },
      { type: 'applied', seq: entry.seq + 1, data: {} },
    ]);
    expect(await rejection(confirm(context))).toMatchObject({ code: 'CONFIRM_NOTHING' });
  });

  it('is not made where no watchdog can start', async () => {
    const { context, watch, confirmed, outcomes } = await start();
    watch.mockRejectedValueOnce(new Error('no more processes'));
    expect((await rejection(confirmed(ADD_PUBLIC))).message).toBe('no more processes');
    expect(await outcomes()).toEqual(['vpc.create applied']);
    expect(await findPendingConfirmation(context)).toBeNull();
  });

  it('that fails awaits no confirmation', async () => {
    const { host, confirmed, outcomes } = await start();
    host.trouble = (action) => (action === 'create' ? 'no' : null);
    await rejection(confirmed(ADD_PUBLIC));
    expect(await outcomes()).toEqual(['vpc.create applied', 'subnet.add failed']);
  });

  it('blocks other changes, and can be rolled back', async () => {
    const { run, undo, redo, undoConfirmed, confirmed, outcomes, matches } = await start();
    await confirmed(ADD_PUBLIC);
    expect(await rejection(run(ADD_PRIVATE))).toMatchObject({ code: 'CONFIRMATION_PENDING' });
    await undo();
    await redo();
    await undoConfirmed();
    expect(await rejection(undo())).toMatchObject({
      code: 'CONFIRMATION_PENDING',
      hints: ['keep it: vpcctl confirm', 'roll it back: vpcctl redo'],
    });
    await redo();
    expect((await outcomes()).slice(-4)).toEqual(
      ['undo', 'redo', 'undo', 'redo'].map((type) => `${type} applied`),
    );
    await matches();
  });
});

it('a watchdog that the kernel refuses to start is an error with its reason', async () => {
  const { context } = await start();
  // No argument of a program may be as long.
  const error = await rejection(startWatchdog(context, `/${'x'.repeat(200_000)}`, 1, 0));
  expect(error).toMatchObject({
    code: 'WATCH_FAILED',
    message: 'cannot start the watchdog of the confirmation: spawn E2BIG',
  });
});

/** No delay takes time in this test. Returns their lengths, in milliseconds. */
function skipDelays(): unknown[] {
  const lengths: unknown[] = [];
  const spy = vi.spyOn(timers, 'setTimeout').mockImplementation(async (length) => {
    lengths.push(length);
    return undefined as never;
  });
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
  return lengths;
}

describe('after a restart of the host', () => {
  it('the watchdog starts again for a change that awaits confirmation, and else does not', async () => {
    const { context, directory, confirmed, notices } = await start();
    const started = join(directory, 'started');
    mkdirSync(join(directory, 'bin'));
    writeFileSync(
      join(directory, 'bin', 'vpcctl'),
      `const { argv, env } = process;
       require('node:fs').writeFileSync(${JSON.stringify(started)}, [...argv.slice(2), env.VPCCTL_HOME].join(' '));`,
    );
    await restartWatchdog(context, directory);
    expect(notices).toEqual([]);
    const { entry } = await confirmed(ADD_PUBLIC);
    await restartWatchdog(context, directory);
    expect(notices.join()).toContain(`(entry ${entry.seq}) awaits confirmation until`);
    await vi.waitFor(
      () => {
        const words = `await-confirmation ${entry.seq} 0 ${directory}`;
        expect(readFileSync(started, 'utf8')).toBe(words);
      },
      { timeout: 20_000, interval: 20 },
    );
  });
});

describe('when the time has run out', () => {
  it('the watchdog rolls the change back, once', async () => {
    const { context, expired, outcomes, matches } = await start();
    const { entry } = await expired(ADD_PUBLIC);
    await Promise.all([runWatchdog(context, entry.seq), runWatchdog(context, entry.seq + 9)]);
    expect(await outcomes()).toEqual(['vpc.create applied', 'subnet.add applied', 'undo applied']);
    await matches();
  });

  it('the watchdog tries again, ever later, after a rollback that failed', async () => {
    const { context, host, expired, outcomes, matches } = await start();
    const { entry } = await expired(ADD_PUBLIC);
    const delays = skipDelays();
    host.trouble = (action) => (action === 'delete' && delays.length < 2 ? 'busy' : null);
    await runWatchdog(context, entry.seq);
    expect(delays).toEqual([2000, 4000]);
    expect((await outcomes()).slice(-3)).toEqual(['undo failed', 'undo failed', 'undo applied']);
    await matches();
  });

  it('the watchdog gives up after five rollbacks that failed, or when it is stopped', async () => {
    const { context, host, expired, outcomes } = await start();
    const { entry } = await expired(ADD_PUBLIC);
    const delays = skipDelays();
    host.trouble = (action) => (action === 'delete' ? 'busy' : null);
    const failure = { code: 'HOST_STEP_FAILED' };
    expect(await rejection(runWatchdog(context, entry.seq))).toMatchObject(failure);
    expect(delays).toEqual([2000, 4000, 8000, 16_000]);
    expect(await outcomes()).toEqual([
      ...['vpc.create applied', 'subnet.add applied'],
      ...Array.from({ length: 5 }, () => 'undo failed'),
    ]);
    const stopped = { ...context, signal: AbortSignal.abort() };
    await rejection(runWatchdog(stopped, entry.seq));
    expect(delays).toHaveLength(4);
  });

  it('the next change rolls it back first', async () => {
    const { run, expired, outcomes, notices, matches } = await start();
    await expired(ADD_PUBLIC);
    await run(ADD_PRIVATE);
    expect((await outcomes()).slice(-2)).toEqual(['undo applied', 'subnet.add applied']);
    expect(notices.join()).toContain('was not confirmed in time: rolling it back');
    await matches();
  });

  it('a replay repairs the host without it, whatever the host has', async () => {
    const { context, host, expired, outcomes, matches } = await start();
    await expired(ADD_PUBLIC);
    for (const id of Object.keys(host.things).slice(0, 3)) host.tamper(id, null);
    await replay(context);
    expect((await outcomes()).at(-1)).toBe('undo applied');
    await matches();
    expect((await replay(context)).changes).toEqual([]);
  });

  it('a change that was confirmed is not rolled back, also after its time', async () => {
    const { context, run, expired, outcomes } = await start();
    const { entry } = await expired(ADD_PUBLIC);
    await confirm(context);
    await runWatchdog(context, entry.seq);
    await run(ADD_PRIVATE);
    expect((await outcomes()).slice(-3)).toEqual([
      'subnet.add applied',
      'confirm applied',
      'subnet.add applied',
    ]);
  });

  it('the watchdog of a change that was never made ends, and changes nothing', async () => {
    const { context, outcomes } = await start();
    await runWatchdog(context, 2);
    expect(await outcomes()).toEqual(['vpc.create applied']);
  });

  it('the watchdog waits for the lock before it believes that no change was made', async () => {
    const { context, expired, outcomes, matches } = await start();
    // Its time is over while the command that started it is still about to record the change.
    const lock = context.journal.lock.bind(context.journal);
    vi.spyOn(context.journal, 'lock').mockImplementationOnce(async (options) => {
      await expired(ADD_PUBLIC);
      return lock(options);
    });
    await runWatchdog(context, 2);
    expect(await outcomes()).toEqual(['vpc.create applied', 'subnet.add applied', 'undo applied']);
    await matches();
  });

  it('the watchdog rolls back a change whose command was killed before its outcome', async () => {
    const { context, confirmed, outcomes, matches } = await start();
    const append = context.journal.append.bind(context.journal);
    vi.spyOn(context.journal, 'append').mockImplementation(async (lock, position, draft) => {
      if (draft.type === 'applied' || draft.type === 'failed') throw new Error('killed');
      return append(lock, position, draft);
    });
    await rejection(confirmed(ADD_PUBLIC));
    vi.restoreAllMocks();
    expect((await outcomes()).at(-1)).toBe('subnet.add pending');
    await runWatchdog(context, 2);
    expect((await outcomes()).at(-1)).toBe('subnet.add interrupted');
    await matches();
  });

  it('a failed rollback leaves the change unconfirmed, and the next reader knows it', async () => {
    const { context, host, expired } = await start();
    const { entry } = await expired(ADD_PUBLIC);
    host.trouble = (action) => (action === 'delete' ? 'busy' : null);
    await rejection(executeHistory(context, { type: 'undo', count: 1 }));
    expect(await findPendingConfirmation(context)).toMatchObject({ seq: entry.seq });
  });
});
