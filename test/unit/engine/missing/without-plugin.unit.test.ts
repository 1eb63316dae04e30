import { describe, expect, it } from 'vitest';
import { confirm } from '../../../../src/engine/confirm/pending.js';
import { inspectEntry } from '../../../../src/engine/history/entry.js';
import { readHistory } from '../../../../src/engine/history/list.js';
import { dryRun } from '../../../../src/engine/inspect/dry-run.js';
import { lower } from '../../../../src/engine/model/desired.js';
import { execute } from '../../../../src/engine/run/execute.js';
import { dryRunReplay, replay } from '../../../../src/engine/run/replay.js';
import { BAN_ORIGIN } from '../../../support/engine/ban-plugin.js';
import { asMap, MemoryHost } from '../../../support/engine/memory.js';
import {
  ADD_PRIVATE,
  ADD_PUBLIC,
  CREATE_VPC1,
  CREATE_VPC2,
  rejection,
} from '../../../support/engine/support.js';
import {
  engineWithPlugin,
  interrupt,
  withoutPlugin,
} from '../../../support/engine/without-plugin.js';
import type { CommandRequest } from '../../../support/features/given.js';

const BAN: CommandRequest = ['ban.add', { vpc: 'vpc1', cidr: '192.0.2.0/24' }];
const STORY = [CREATE_VPC1, BAN, ADD_PUBLIC, CREATE_VPC2];
const BLACKHOLE = 'blackhole:vpc1:192.0.2.0/24';
const INSTALL = 'install it again: vpcctl plugins install /srv/vpcctl-ban.tgz';
const NOTICE =
  'plugin not installed: vpcctl-ban 1.2.0 (entry 2); its entries are kept and not applied. More: vpcctl status';

const story = async () => withoutPlugin(await engineWithPlugin(STORY));

describe('the plugin of an event', () => {
  it('is recorded with what was installed, and not for those of vpcctl', async () => {
    const { context } = await engineWithPlugin(STORY);
    const { entries } = await context.journal.read();
    const plugins = entries.flatMap((entry) =>
      entry.type === 'change' ? entry.events.map(({ type, plugin }) => ({ type, plugin })) : [],
    );
    expect(plugins.filter(({ plugin }) => plugin !== undefined)).toEqual([
      { type: 'ban.add', plugin: BAN_ORIGIN },
    ]);
  });
});

describe('without a plugin whose entries are in effect', () => {
  it('replay builds all else, leaves what it made, and says what is missing', async () => {
    const engine = await story();
    const { things } = engine.host;
    engine.host.tamper('rule:7001:iif:br-vpc1', null);
    const error = await rejection(replay(engine.context));
    expect(error).toMatchObject({ code: 'REPLAY_INCOMPLETE', exitCode: 1 });
    expect(error.message).toContain('entry 2 not applied without vpcctl-ban 1.2.0');
    expect(Object(error).hints).toContain(INSTALL);
    expect(engine.host.things).toEqual(things);
    expect(things).toHaveProperty([BLACKHOLE]);
  });

  it('replay builds all else on a host that has nothing', async () => {
    const engine = withoutPlugin(await story(), new MemoryHost());
    await rejection(replay(engine.context));
    expect(engine.host.things).toEqual(await engine.desired());
    expect(Object.keys(engine.host.things)).not.toContain(BLACKHOLE);
    expect(await dryRunReplay(engine.context)).toMatchObject({
      changes: [],
      unknown: [{ seq: 2, type: 'ban.add', plugin: BAN_ORIGIN }],
    });
  });

  it('a change works, and says once that the plugin is missing', async () => {
    const engine = await story();
    await execute(engine.context, ...ADD_PRIVATE);
    await dryRun(engine.context, 'vpc.delete', { name: 'vpc2' });
    expect(engine.notices).toEqual([NOTICE]);
    await execute(engine.context, 'vpc.delete', { name: 'vpc2' });
    expect(engine.host.things).toMatchObject(
      asMap(lower(engine.context.registry, await engine.state())),
    );
    expect(engine.host.things).toHaveProperty([BLACKHOLE]);
  });

  it('other changes are undone, redone and reverted around its entries', async () => {
    const engine = await story();
    const { things } = engine.host;
    await engine.time({ type: 'undo', count: 2 });
    expect(Object.keys(engine.host.things)).toContain(BLACKHOLE);
    expect(Object.keys(engine.host.things)).not.toContain('bridge:br-vpc2');
    await engine.time({ type: 'redo', count: 2 });
    expect(engine.host.things).toEqual(things);
    await engine.time({ type: 'revert', seq: 3 });
    await engine.time({ type: 'undo', count: 1 });
    expect(engine.host.things).toEqual(things);
  });

  it.each([
    ['undo of its change', { type: 'undo', count: 3 }],
    ['undo up to an earlier point', { type: 'undo', to: 1 }],
    ['revert of its change', { type: 'revert', seq: 2 }],
  ] as const)('%s is refused', async (_, request) => {
    const engine = await story();
    const { things } = engine.host;
    const error = await rejection(engine.time(request));
    expect(error).toMatchObject({
      code: 'PLUGIN_MISSING',
      message: expect.stringContaining('entry 2 (ban.add) needs vpcctl-ban 1.2.0'),
      hints: [INSTALL, expect.stringContaining('vpcctl revert')],
    });
    expect(engine.host.things).toEqual(things);
    expect(await readHistory(engine.context)).toHaveLength(STORY.length);
  });

  it('redo of its change, and undo of a revert of it, are refused', async () => {
    const engine = await engineWithPlugin([CREATE_VPC1, BAN]);
    const with1 = { ...engine, time: withoutPlugin(engine).time };
    const { executeHistory } = await import('../../../../src/engine/run/execute.js');
    await executeHistory(engine.context, { type: 'undo', count: 1 });
    expect(await rejection(with1.time({ type: 'redo', count: 1 }))).toMatchObject({
      code: 'PLUGIN_MISSING',
    });
    await executeHistory(engine.context, { type: 'redo', count: 1 });
    await executeHistory(engine.context, { type: 'revert', seq: 2 });
    expect(await rejection(with1.time({ type: 'undo', count: 1 }))).toMatchObject({
      code: 'PLUGIN_MISSING',
    });
    // Nothing of the plugin is in effect, so nothing is left out.
    await replay(withoutPlugin(engine).context);
  });

  it('a rename is refused of what one of its entries mentions, and of nothing else', async () => {
    const engine = await story();
    const rename = (place: string) =>
      execute(engine.context, 'names.rename', { place, to: 'shop' });
    expect(await rejection(rename('vpc1'))).toMatchObject({
      code: 'PLUGIN_MISSING',
      message: expect.stringContaining("vpc1 can't be renamed without vpcctl-ban 1.2.0"),
      hints: [INSTALL],
    });
    await rename('vpc1/public');
    await rename('vpc2');
  });

  it.each<[string, CommandRequest | 'undo' | 'revert']>([
    ['delete', ['vpc.delete', { name: 'vpc1' }]],
    ['undo of its creation', 'undo'],
    ['revert of its creation', 'revert'],
  ])('what one of its entries mentions stays: %s', async (_, act) => {
    const engine = withoutPlugin(await engineWithPlugin([CREATE_VPC1, BAN]));
    const { things } = engine.host;
    const done =
      act === 'undo'
        ? engine.time({ type: 'undo', to: 0 })
        : act === 'revert'
          ? engine.time({ type: 'revert', seq: 1 })
          : execute(engine.context, ...act);
    expect(await rejection(done)).toMatchObject({ code: 'PLUGIN_MISSING', exitCode: 3 });
    expect(engine.host.things).toEqual(things);
  });

  it('a VPC is named with the entry that keeps it, and goes once that is ended', async () => {
    const engine = await engineWithPlugin([CREATE_VPC1, BAN]);
    const error = await rejection(
      execute(withoutPlugin(engine).context, 'vpc.delete', { name: 'vpc1' }),
    );
    expect(error.message).toBe(
      "vpc1 can't be taken away without vpcctl-ban 1.2.0, which is not installed: entry 2 (ban.add) is about it",
    );
    // With the plugin the ban goes with its VPC, and a new VPC of that name has none.
    await engine.play([['vpc.delete', { name: 'vpc1' }], CREATE_VPC1]);
    const later = withoutPlugin(engine);
    await replay(later.context);
    await execute(later.context, 'vpc.delete', { name: 'vpc1' });
    expect(later.notices).toEqual([]);
    expect(later.host.things).toEqual({});
  });

  it('its interrupted change waits for it, and replay builds the rest', async () => {
    const engine = await story();
    const events = [{ type: 'ban.add', v: 1, data: { vpc: 'vpc2' }, plugin: BAN_ORIGIN }];
    await interrupt(engine, { type: 'change', events });
    engine.host.tamper('rule:7001:iif:br-vpc1', null);
    expect(await rejection(execute(engine.context, ...ADD_PRIVATE))).toMatchObject({
      code: 'PLUGIN_MISSING',
      message: expect.stringContaining('entry 5 (ban.add) was interrupted'),
    });
    const error = await rejection(replay(engine.context));
    expect(error.message).toContain('entries 2 and 5 not applied');
    expect(engine.host.things).toHaveProperty(['rule:7001:iif:br-vpc1']);
    expect((await readHistory(engine.context)).at(-1)?.outcome).toBe('pending');
  });

  it('the part that vpcctl made of its interrupted change is removed', async () => {
    const engine = withoutPlugin(await engineWithPlugin([CREATE_VPC1]));
    const { things } = engine.host;
    const { content, commands } = await dryRun(engine.context, ...CREATE_VPC2);
    if (content.type !== 'change') throw new Error('a VPC is created by a change');
    const ban = { type: 'ban.add', v: 1, data: { vpc: 'vpc2' }, plugin: BAN_ORIGIN };
    await interrupt(engine, { type: 'change', events: [...content.events, ban] });
    await engine.host.execute(commands.slice(0, 3));
    expect(engine.host.things).not.toEqual(things);
    await rejection(replay(engine.context));
    expect(engine.host.things).toEqual(things);
  });

  it('its change that was not confirmed stays so, until it is confirmed', async () => {
    const engine = await engineWithPlugin([CREATE_VPC1]);
    // Its time to confirm is over at once.
    await execute(engine.context, ...BAN, undefined, { within: -1, watch: async () => {} });
    const left = withoutPlugin(engine);
    left.host.tamper('rule:7001:iif:br-vpc1', null);
    expect(await rejection(replay(left.context))).toMatchObject({ code: 'REPLAY_INCOMPLETE' });
    expect(left.host.things).toHaveProperty(['rule:7001:iif:br-vpc1']);
    expect(await rejection(execute(left.context, ...ADD_PUBLIC))).toMatchObject({
      code: 'CONFIRMATION_PENDING',
    });
    expect(left.notices.join()).toContain('it stays unconfirmed: entry 2 (ban.add) needs');
    await confirm(left.context);
    await execute(left.context, ...ADD_PUBLIC);
  });

  it('the history and an entry tell which events are left out', async () => {
    const { context } = await story();
    const unknown = [{ seq: 2, type: 'ban.add', plugin: BAN_ORIGIN }];
    const items = await readHistory(context);
    expect(items.flatMap((item) => item.unknown)).toMatchObject(unknown);
    expect((await inspectEntry(context, 4)).unknown).toMatchObject(unknown);
    expect((await inspectEntry(context, 1)).unknown).toEqual([]);
  });
});
