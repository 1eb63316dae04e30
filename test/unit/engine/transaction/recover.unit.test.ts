import { type EntryContent, START } from '@vpcctl/journal';
import { describe, expect, it } from 'vitest';
import { readHistory } from '../../../../src/engine/history/list.js';
import { dryRun } from '../../../../src/engine/inspect/dry-run.js';
import { plan } from '../../../../src/engine/model/plan.js';
import {
  ADD_PRIVATE,
  ADD_PUBLIC,
  CREATE_VPC1,
  CREATE_VPC2,
  openTestEngine,
  rejection,
  type TestEngine,
} from '../../../support/engine/support.js';

const SHAPED: EntryContent = {
  type: 'change',
  events: [{ type: 'shaping.limit', v: 1, data: { vpc: 'vpc1' } }],
};

const DELETED: EntryContent = {
  type: 'change',
  events: [{ type: 'vpc.delete', v: 1, data: { name: 'vpc1' } }],
};

/** Appends what a command that was then killed would have appended. */
async function interrupt(engine: TestEngine, content: EntryContent): Promise<void> {
  const { journal, actor } = engine.context;
  const lock = await journal.lock();
  await journal.append(lock, (await journal.read(START)).end, { ...content, actor });
  lock.release();
}

/** A command that was killed after `steps` steps on the host. */
async function kill(engine: TestEngine, request: typeof ADD_PUBLIC, steps: number): Promise<void> {
  const planned = await plan(engine.context, await engine.state(), ...request);
  await interrupt(engine, planned.content);
  await engine.host.execute(planned.commands.slice(0, steps));
}

describe('a command that was killed', () => {
  it.each([0, 1, 4, 100])('after %i steps is rolled back by the next command', async (steps) => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    await kill(engine, ADD_PUBLIC, steps);
    await engine.run(ADD_PRIVATE);
    expect(engine.host.things).toEqual(await engine.desired());
    expect(await engine.outcomes()).toEqual([
      'vpc.create applied',
      'subnet.add interrupted',
      'subnet.add applied',
    ]);
    const [, item] = await readHistory(engine.context);
    const done = Math.min(steps, 8);
    expect(item?.error?.message).toBe(`interrupted; ${done} changes rolled back`);
  });

  it('while it deleted is rolled back: everything exists again', async () => {
    const engine = openTestEngine();
    await engine.play([CREATE_VPC1, ADD_PUBLIC, CREATE_VPC2]);
    const { things } = engine.host;
    await kill(engine, ['vpc.delete', { name: 'vpc1' }], 12);
    expect(engine.host.things).not.toEqual(things);
    await engine.run(ADD_PRIVATE);
    expect(engine.host.things).toEqual(await engine.desired());
    expect(engine.host.things).toMatchObject(things);
  });

  it('is rolled back even if the host was tampered with since', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    await kill(engine, ADD_PUBLIC, 4);
    engine.host.tamper('address:br-vpc1', { cidr: '10.9.9.9/24' });
    engine.host.tamper('rule:7001:iif', null);
    await engine.run(ADD_PRIVATE);
    expect(engine.host.things).toEqual(await engine.desired());
  });

  it('is rolled back even when the next request is refused', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    const { things } = engine.host;
    await kill(engine, ADD_PUBLIC, 4);
    await rejection(engine.run(CREATE_VPC1));
    expect(engine.host.things).toEqual(things);
    expect(await engine.outcomes()).toEqual(['vpc.create applied', 'subnet.add interrupted']);
  });

  it('is not in the state, and reading commands mention it', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    const state = await engine.state();
    await kill(engine, ADD_PUBLIC, 4);
    const { things } = engine.host;
    expect(await engine.state()).toEqual(state);
    await dryRun(engine.context, ...ADD_PRIVATE);
    expect(engine.notices).toEqual([
      'entry 2 has no outcome: its command is running, or was interrupted and will be rolled back first',
    ]);
    expect(engine.host.things).toEqual(things);
    expect(await engine.outcomes()).toEqual(['vpc.create applied', 'subnet.add pending']);
  });

  it('stays without an outcome when its rollback fails', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    await kill(engine, ADD_PUBLIC, 4);
    engine.host.trouble = () => 'still broken';
    const error = await rejection(engine.run(ADD_PRIVATE));
    expect(error.message).toContain('still broken');
    expect(await engine.outcomes()).toEqual(['vpc.create applied', 'subnet.add pending']);
  });
});

describe('an intent of a plugin that is not installed', () => {
  const settle = async (engine: TestEngine) => {
    const { journal, actor } = engine.context;
    const lock = await journal.lock();
    const { end } = await journal.read(START);
    await journal.append(lock, end, { type: 'applied', v: 1, data: {}, actor });
    lock.release();
  };

  it('that was interrupted waits for the plugin to be installed', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    await interrupt(engine, SHAPED);
    await expect(engine.run(ADD_PUBLIC)).rejects.toMatchObject({ code: 'PLUGIN_MISSING' });
    expect(await engine.outcomes()).toEqual(['vpc.create applied', 'shaping.limit pending']);
  });

  it('keeps no other interrupted command from being rolled back', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    await interrupt(engine, SHAPED);
    await settle(engine);
    await interrupt(engine, DELETED);
    engine.host.tamper('rule:7001:iif', null);
    await engine.run(ADD_PUBLIC);
    expect(engine.host.things).toEqual(await engine.desired());
    expect(await engine.outcomes()).toEqual([
      'vpc.create applied',
      'shaping.limit applied',
      'vpc.delete interrupted',
      'subnet.add applied',
    ]);
  });
});
