import { activeIntents, timeline } from '@vpcctl/journal';
import { describe, expect, it } from 'vitest';
import type { PointInTime } from '../../../../src/engine/history/point-in-time.js';
import { stateAt } from '../../../../src/engine/history/point-in-time.js';
import { bisect } from '../../../../src/engine/reach/bisect.js';
import { answerOne, queryOf } from '../../../../src/engine/reach/query.js';
import { createStates, pointsOf } from '../../../../src/engine/reach/states.js';
import { assume } from '../../../../src/engine/reach/what-if.js';
import { rejection } from '../../../support/engine/support.js';
import { type TutorialEngine, tutorialEngine } from '../../../support/engine/time-engine.js';
import type { CommandRequest } from '../../../support/features/given.js';
import { flowOf } from '../../../support/reach/ask.js';

/** The tutorial: entries 1 to 7, of which 6 is the peering and 7 the policy of vpc1/public. */
const UNPEER: CommandRequest = ['peering.remove', { vpcs: ['vpc1', 'vpc2'] }];
const PEER: CommandRequest = ['peering.add', { vpcs: ['vpc1', 'vpc2'] }];
const CLEAR: CommandRequest = ['firewall.clear', { vpc: 'vpc1', subnet: 'public' }];

const entriesOf = async ({ context }: TutorialEngine) => (await context.journal.read()).entries;

/** What decided a flow: `no 8 taken: vpc1 and vpc2 are not peered`. */
async function why(engine: TutorialEngine, text: string): Promise<string> {
  const entries = await entriesOf(engine);
  const asked = queryOf(engine.context.registry, entries, entries, null);
  const { verdict, origins } = answerOne(asked, flowOf(text));
  const origin = origins[verdict.steps.indexOf(verdict.decided)];
  const owed = origin ? `${origin.entry.seq} ${origin.how}` : 'nothing';
  return `${verdict.reachable ? 'yes' : 'no'} ${owed}: ${verdict.decided.says}`;
}

describe('the blame for a verdict is', () => {
  it('the entry that added the subject', async () => {
    const engine = await tutorialEngine(7);
    const of = 'of the ingress policy of vpc1/public';
    expect(await why(engine, 'vpc2/web -> vpc1/public:8080')).toBe(
      `yes 7 put: rule 1 ${of}: allow tcp port 8080`,
    );
    expect(await why(engine, 'vpc2/web -> vpc1/public:9')).toBe(
      `no 7 put: no rule ${of} allows it`,
    );
    expect(await why(engine, 'vpc1/private -> internet')).toBe(
      'no 3 put: vpc1/private is private: it may not connect to the internet',
    );
  });

  it('nothing, where the subject never existed', async () => {
    const engine = await tutorialEngine(5);
    expect(await why(engine, 'vpc1/public -> vpc2/web')).toBe(
      'no nothing: vpc1 and vpc2 are not peered',
    );
    expect(await why(engine, 'vpc1/public -> vpc1/private')).toBe(
      'yes nothing: vpc1/private has no policy: its ingress is open',
    );
  });

  it('the entry that removed the subject: a command, an undo or a revert, whichever came last', async () => {
    const engine = await tutorialEngine(7);
    const flow = 'vpc1/public -> vpc2/web';
    const says = 'vpc1 and vpc2 are not peered';
    await engine.run(UNPEER); // 8
    expect(await why(engine, flow)).toBe(`no 8 taken: ${says}`);
    await engine.run(PEER); // 9
    await engine.undo(); // 10
    expect(await why(engine, flow)).toBe(`no 10 taken: ${says}`);
    await engine.redo(); // 11
    expect(await why(engine, flow)).toContain('yes ');
    await engine.revert(9); // 12
    expect(await why(engine, flow)).toBe(`no 12 taken: ${says}`);
    await engine.undo(); // 13
    await engine.run(['vpc.delete', { name: 'vpc2' }]); // 14
    expect(await why(engine, flow)).toBe('no 14 taken: VPC vpc2 does not exist');
  });

  it('the latest of several entries; a new VPC with the name of a deleted one is another subject', async () => {
    const engine = await tutorialEngine(7);
    await engine.run(CLEAR); // 8
    expect(await why(engine, 'vpc2/web -> vpc1/public')).toBe(
      'yes 8 taken: vpc1/public has no policy: its ingress is open',
    );
    await engine.undo(); // 9
    expect(await why(engine, 'vpc2/web -> vpc1/public')).toMatch(/^no 7 put/);
    await engine.run(['vpc.delete', { name: 'vpc1' }]); // 10
    await engine.run(['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16' }]); // 11
    await engine.run(['subnet.add', { vpc: 'vpc1', name: 'private', cidr: '10.0.2.0/24' }]); // 12
    expect(await why(engine, 'vpc1/private -> 10.0.0.1')).toBe(
      'yes 11 put: the gateway of vpc1 answers ping',
    );
    expect(await why(engine, 'vpc1/private -> vpc2/web')).toBe(
      'no 10 taken: vpc1 and vpc2 are not peered',
    );
  });

  it('the change from before renames, by whatever names; and nothing that had a name before', async () => {
    const engine = await tutorialEngine(7);
    await engine.run(['names.rename', { place: 'vpc1/public', to: 'web' }]); // 8
    await engine.run(['names.rename', { place: 'vpc1', to: 'zoo' }]); // 9
    const of = 'of the ingress policy of zoo/web';
    expect(await why(engine, 'vpc2/web -> zoo/web:8080')).toBe(
      `yes 7 put: rule 1 ${of}: allow tcp port 8080`,
    );
    expect(await why(engine, 'zoo/private -> internet')).toMatch(
      /^no 3 put: zoo\/private is private/,
    );
    await engine.run(['peering.remove', { vpcs: ['vpc2', 'zoo'] }]); // 10
    await engine.run(['names.rename', { place: 'vpc2', to: 'a' }]); // 11
    expect(await why(engine, 'zoo/web -> a/web')).toBe('no 10 taken: zoo and a are not peered');
    await engine.undo(2); // 12
    expect(await why(engine, 'vpc2/web -> zoo/web:9')).toBe(`no 7 put: no rule ${of} allows it`);
    await engine.run(['vpc.create', { name: 'vpc1', cidr: '10.9.0.0/16' }]); // 13
    await engine.run(['subnet.add', { vpc: 'vpc1', name: 'public', cidr: '10.9.1.0/24' }]); // 14
    expect(await why(engine, 'vpc1/public -> vpc2/web')).toBe(
      'no nothing: vpc1 and vpc2 are not peered',
    );
    expect(await why(engine, 'vpc1/public -> internet')).toMatch(/^no 14 put/);
  });
});

describe('bisect', () => {
  const NOW: PointInTime = { type: 'now' };
  const at = (seq: number): PointInTime => ({ type: 'seq', seq });

  async function search(
    engine: TutorialEngine,
    text: string,
    good: PointInTime | null = null,
    bad: PointInTime = NOW,
  ) {
    const entries = await entriesOf(engine);
    return bisect(engine.context.registry, entries, flowOf(text), { good, bad }, null);
  }

  it('finds the change that made a flow reachable, and the one that broke it, also an undo', async () => {
    const engine = await tutorialEngine(7);
    const made = await search(engine, 'vpc2/web -> vpc1/public:8080');
    expect([made.entry.seq, made.before.reachable, made.after.reachable]).toEqual([6, false, true]);
    const broke = await search(engine, 'vpc2/web -> vpc1/public:22');
    expect([broke.entry.seq, broke.before.reachable, broke.after.reachable]).toEqual([
      7,
      true,
      false,
    ]);
    expect(broke.after.decided.says).toBe(
      'rule 2 of the ingress policy of vpc1/public: deny tcp port 22',
    );
    await engine.undo(2); // 8
    expect((await search(engine, 'vpc2/web -> vpc1/private')).entry.seq).toBe(8);
    await engine.redo(); // 9
    expect((await search(engine, 'vpc2/web -> vpc1/private')).entry.seq).toBe(9);
  });

  it('finds the change behind renames, also of a name that something else had', async () => {
    const engine = await tutorialEngine(7);
    await engine.run(['vpc.delete', { name: 'vpc2' }]); // 8
    await engine.undo(); // 9
    await engine.run(['names.rename', { place: 'vpc1/public', to: 'web' }]); // 10
    await engine.run(['names.rename', { place: 'vpc1', to: 'zoo' }]); // 11
    const flow = 'vpc2/web -> zoo/web:22';
    expect((await search(engine, flow)).entry.seq).toBe(7);
    await engine.run(['vpc.delete', { name: 'vpc2' }]); // 12
    await engine.run(['names.rename', { place: 'zoo', to: 'vpc2' }]); // 13
    // Before 12 another VPC was called so.
    const made = await search(engine, 'vpc2/web -> vpc2/private', at(0), NOW);
    expect(made.entry.seq).toBe(3);
    await engine.undo(2); // 14
    expect((await search(engine, 'vpc2/web -> zoo/web:22', at(6), NOW)).entry.seq).toBe(7);
  });

  it('stays between the given points', async () => {
    const engine = await tutorialEngine(6);
    for (const request of [UNPEER, PEER, UNPEER]) await engine.run(request); // 7, 8, 9
    const flow = 'vpc1/public -> vpc2/web';
    expect((await search(engine, flow)).entry.seq).toBe(9);
    expect((await search(engine, flow, null, at(7))).entry.seq).toBe(7);
    expect((await search(engine, flow, at(0), at(8))).entry.seq).toBe(6);
    expect((await search(engine, flow, at(8), at(7))).entry.seq).toBe(8);
    const same = await rejection(search(engine, flow, at(7)));
    expect(same).toMatchObject({ code: 'BISECT_SAME', category: 'input' });
    expect(same.message).toContain('at both points: vpc1 and vpc2 are not peered');
  });

  it('is refused where the outcome never differed, and where an end never existed', async () => {
    const engine = await tutorialEngine(7);
    expect(await rejection(search(engine, 'vpc1/private -> internet'))).toMatchObject({
      code: 'BISECT_SAME',
    });
    expect(await rejection(search(engine, 'vpc1/privat -> internet'))).toMatchObject({
      code: 'SUBNET_UNKNOWN',
      hints: expect.arrayContaining(['did you mean private?']),
    });
  });

  it('examines few points of a long history, and finds an old change among many', async () => {
    const engine = await tutorialEngine(7);
    for (let i = 0; i < 60; i += 1) {
      await engine.run(i % 2 === 0 ? CLEAR : ['firewall.apply', POLICY]);
    }
    const { entry, looked, points } = await search(engine, 'vpc1/private -> vpc2/web');
    expect([entry.seq, points]).toEqual([6, 67]);
    // At the end, in larger and larger steps back, and by halving.
    expect(looked).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(points)) + 2);
  });

  const POLICY = { vpc: 'vpc1', subnet: 'public', policy: { subnet: '10.0.1.0/24' } };
});

describe('the states of a history', () => {
  it('equal the state that --at shows at each point, in any order of requests', async () => {
    const engine = await tutorialEngine(7);
    await engine.run(UNPEER);
    await engine.undo(3);
    await engine.redo(2);
    await engine.run(CLEAR);
    await engine.revert(3);
    await engine.undo();
    const { registry } = engine.context;
    const entries = await entriesOf(engine);
    const points = pointsOf(entries);
    const expected = [0, ...points.map(({ entry }) => entry.seq)].map((seq) =>
      stateAt(registry, entries, { type: 'seq', seq }),
    );
    for (const order of [expected.keys(), [...expected.keys()].reverse(), [5, 2, 9, 3, 10, 7, 1]]) {
      const states = createStates(registry, entries, points);
      for (const point of order) expect(states(point), `point ${point}`).toEqual(expected[point]);
    }
    expect(activeIntents(timeline(entries)).length).toBeGreaterThan(3);
  });
});

describe('a hypothetical change', () => {
  it('is decided on the state, one after the other, and recorded nowhere', async () => {
    const engine = await tutorialEngine(7);
    const text = engine.journalText();
    const entries = await entriesOf(engine);
    const ask = async (...requests: CommandRequest[]) => {
      const journal = await assume(
        engine.context,
        entries,
        entries,
        requests.map(([type, input]) => ({ type, input })),
      );
      const asked = queryOf(engine.context.registry, entries, journal, null);
      const { verdict, origins } = answerOne(asked, flowOf('vpc1/public -> vpc2/web'));
      const seq = origins[verdict.steps.indexOf(verdict.decided)]?.seq;
      return [verdict.decided.says, seq];
    };
    expect(await ask(UNPEER)).toEqual(['vpc1 and vpc2 are not peered', null]);
    expect((await ask(UNPEER, PEER))[0]).toBe('vpc2/web has no policy: its ingress is open');
    expect((await ask(['vpc.delete', { name: 'vpc2' }]))[0]).toBe('VPC vpc2 does not exist');
    // What is on the host now is not in the way of what would be there then.
    expect(
      (
        await ask(
          ['vpc.delete', { name: 'vpc2' }],
          ['vpc.create', { name: 'vpc2', cidr: '172.16.0.0/16' }],
          ['subnet.add', { vpc: 'vpc2', name: 'web', cidr: '172.16.1.0/24' }],
        )
      )[0],
    ).toBe('vpc1 and vpc2 are not peered');
    expect(await rejection(ask(UNPEER, UNPEER))).toMatchObject({ code: 'PEERING_UNKNOWN' });
    expect(engine.journalText()).toBe(text);
  });

  it('may be an undo, redo or revert', async () => {
    const engine = await tutorialEngine(7);
    const entries = await entriesOf(engine);
    const journal = await assume(engine.context, entries, entries, [
      { time: { type: 'undo', count: 2 } },
    ]);
    const asked = queryOf(engine.context.registry, entries, journal, null);
    const { verdict, origins } = answerOne(asked, flowOf('vpc1/public -> vpc2/web'));
    expect(verdict.reachable).toBe(false);
    expect(origins.at(-1)).toMatchObject({ seq: null, description: 'undo 7, 6', how: 'taken' });
  });
});
