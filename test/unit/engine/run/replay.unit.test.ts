import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dryRunReplay, replay } from '../../../../src/engine/run/replay.js';
import { MemoryHost } from '../../../support/engine/memory.js';
import { rejection } from '../../../support/engine/support.js';
import { tutorialEngine } from '../../../support/engine/time-engine.js';
import { LENGTHS } from '../../../support/run/lengths.js';
import { expectSame } from '../../../support/same.js';

describe('replay', () => {
  it('completes a host that has any part of the state, damaged or not, and then does nothing', async () => {
    const engine = await tutorialEngine(7);
    const whole = engine.host.things;
    const ids = Object.keys(whole);
    const damage = fc.array(fc.record({ pick: fc.nat(), gone: fc.boolean() }), {
      maxLength: 20,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(damage, async (blows) => {
        for (const { pick, gone } of blows) {
          engine.host.tamper(ids[pick % ids.length] ?? '', gone ? null : { off: true });
        }
        const planned = await dryRunReplay(engine.context);
        const { changes } = await replay(engine.context);
        expectSame(changes, planned.changes);
        expectSame(engine.host.things, whole);
        expect((await replay(engine.context)).changes).toEqual([]);
      }),
      { numRuns: LENGTHS.examples ?? 50 },
    );
    expect(await engine.outcomes()).toHaveLength(7);
  });

  it('leaves out undone and reverted changes', async () => {
    const engine = await tutorialEngine(7);
    await engine.undo();
    await engine.revert(6);
    const host = new MemoryHost();
    await replay({ ...engine.context, openHost: () => host });
    expect(host.things).toEqual(engine.host.things);
  });

  it('rolls back an interrupted change first', async () => {
    const engine = await tutorialEngine(3);
    const { things } = engine.host;
    const { journal, actor } = engine.context;
    const lock = await journal.lock();
    const draft = { type: 'undo', v: 1, data: { targets: [3, 2] }, actor } as const;
    await journal.append(lock, (await journal.read()).end, draft);
    lock.release();
    engine.host.tamper('namespace:vpc1-private', null);
    await replay(engine.context);
    expect(engine.host.things).toEqual(things);
    expect(engine.notices[0]).toBe('"undo 3, 2" (entry 4) was interrupted; rolling it back');
  });

  it('builds as much as possible, and says what is missing and why', async () => {
    const engine = await tutorialEngine(7);
    const host = new MemoryHost();
    host.trouble = (action, id) =>
      action === 'create' && id === 'namespace:vpc1-public' ? 'name is taken' : null;
    const total = Object.keys(engine.host.things).length;
    const error = await rejection(replay({ ...engine.context, openHost: () => host }));
    expect(error).toMatchObject({
      code: 'REPLAY_INCOMPLETE',
      category: 'host',
      message: `the host could not be made to match the journal: 7 of ${total} resources are missing or wrong`,
      hints: [
        expect.stringMatching(
          /^namespace:vpc1-public: .*: name is taken; left out with it: source-guard:veth-vpc1-publi, veth:veth-vpc1-publi, sysctl:\S+, address:\S+, route:\S+, route:\S+$/,
        ),
        'everything else is in place; fix these causes, then: vpcctl replay',
      ],
    });
    const { things } = engine.host;
    const missing = Object.keys(things).filter((id) => !(id in host.things));
    expect(missing).toHaveLength(7);
    expect({ ...things, ...host.things }).toEqual(things);
    host.trouble = () => null;
    await replay({ ...engine.context, openHost: () => host });
    expect(host.things).toEqual(engine.host.things);
  });

  it('stops when it is interrupted', async () => {
    const engine = await tutorialEngine(7);
    const host = new MemoryHost();
    const error = await rejection(
      replay({ ...engine.context, openHost: () => host, signal: AbortSignal.abort('SIGINT') }),
    );
    expect(error).toMatchObject({ code: 'HOST_INTERRUPTED' });
    expect(host.things).toEqual({});
  });
});
