import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { VpcctlError } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { readHistory } from '../../../../src/engine/history/list.js';
import { dryRun } from '../../../../src/engine/inspect/dry-run.js';
import { execute } from '../../../../src/engine/run/execute.js';
import {
  ADD_PUBLIC,
  CREATE_VPC1,
  CREATE_VPC2,
  openTestEngine,
  rejection,
  type TestEngine,
} from '../../../support/engine/support.js';
import { TUTORIAL } from '../../../support/features/given.js';

const CHOSEN = { type: 'backend.set', data: { name: 'nftables', unlessChosen: true } };

const inSync = async (engine: TestEngine) =>
  expect(engine.host.things).toEqual(await engine.desired());

describe('a command', () => {
  it('is journaled, executed, and recorded as applied', async () => {
    const engine = openTestEngine();
    const executed = await engine.run(CREATE_VPC1);
    expect(executed.entry).toMatchObject({ seq: 1, type: 'change' });
    expect(executed.content).toMatchObject({ events: [{ type: 'vpc.create' }, CHOSEN] });
    expect(executed.description).toBe('create VPC vpc1 10.0.0.0/16');
    expect(await engine.outcomes()).toEqual(['vpc.create applied']);
    expect(Object.keys(engine.host.things)).toContain('bridge:br-vpc1');
    await inSync(engine);
  });

  it('after command leaves a host that matches the journal', async () => {
    const engine = openTestEngine();
    for (const request of TUTORIAL) {
      await engine.run(request);
      await inSync(engine);
    }
    await engine.run(['vpc.delete', { name: 'vpc1' }]);
    await engine.run(['vpc.delete', { name: 'vpc2' }]);
    expect(engine.host.things).toEqual({});
  });

  it('is in the journal before the host is changed', async () => {
    const engine = openTestEngine();
    const seen: string[] = [];
    engine.host.trouble = () => {
      if (seen.length === 0) seen.push(engine.journalText());
      return null;
    };
    await engine.run(CREATE_VPC1);
    expect(seen.join().trim().split('\n')).toHaveLength(1);
    expect(seen.join()).toContain('"vpc.create"');
  });

  it('that is refused changes and journals nothing', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    const journal = engine.journalText();
    const { things } = engine.host;
    const snapshot = readFileSync(engine.snapshotFile, 'utf8');
    for (const [input, code] of [
      [{ name: 'a;rm', cidr: '10.0.0.0/16' }, 'NAME_INVALID'],
      [{ name: 'vpc1', cidr: '10.0.0.0/16' }, 'VPC_EXISTS'],
      [{ name: 'vpc2', cidr: '10.0.0.1/16' }, 'CIDR_HOST_BITS'],
      [{ name: 'vpc2', cidr: '10.0.0.0/16', interface: 'nope' }, 'INTERFACE_UNKNOWN'],
      [{ name: 'vpc2' }, 'INPUT_INVALID'],
      [{ name: 'vpc2', cidr: '10.0.0.0/16', colour: 'red' }, 'INPUT_INVALID'],
      [null, 'INPUT_INVALID'],
    ] as const) {
      const failed = execute(engine.context, 'vpc.create', input);
      await expect(failed, code).rejects.toMatchObject({ code, category: 'input' });
    }
    expect(engine.journalText()).toBe(journal);
    expect(engine.host.things).toEqual(things);
    expect(readFileSync(engine.snapshotFile, 'utf8')).toBe(snapshot);
  });

  it('as a dry run gives the same plan and leaves no trace', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    const journal = engine.journalText();
    const planned = await dryRun(engine.context, ...ADD_PUBLIC);
    expect(engine.journalText()).toBe(journal);
    expect(engine.host.things).toEqual(await engine.desired());
    const executed = await engine.run(ADD_PUBLIC);
    expect(planned.content).toEqual(executed.content);
    expect(planned.changes).toEqual(executed.changes);
    expect(planned.commands).toEqual(executed.commands);
  });

  it('calls its commit hook before the change and after it', async () => {
    const engine = openTestEngine();
    const order: string[] = [];
    const hook = async () => {
      order.push(`before: ${Object.keys(engine.host.things).length}`);
      return async () => {
        order.push(`after: ${(await engine.outcomes()).join()}`);
      };
    };
    await execute(engine.context, ...CREATE_VPC1, hook);
    expect(order).toEqual(['before: 0', 'after: vpc.create applied']);
  });
});

describe('a failing step', () => {
  /** Makes the step that creates `id` fail. */
  const failAt = (engine: TestEngine, id: string) => {
    engine.host.trouble = (action, at) => (action === 'create' && at === id ? 'no space' : null);
  };

  it('is rolled back, recorded as failed, and reported in the words of the tool', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    const { things } = engine.host;
    failAt(engine, 'veth:veth-vpc1-publi');
    const error = await rejection(engine.run(ADD_PUBLIC));
    expect(error).toBeInstanceOf(VpcctlError);
    expect(error).toMatchObject({ code: 'HOST_STEP_FAILED' });
    expect(error.message).toContain('no space');
    expect(engine.host.things).toEqual(things);
    expect(await engine.outcomes()).toEqual(['vpc.create applied', 'subnet.add failed']);
    expect(engine.notices).toEqual(['the change failed; rolling back']);
    const [, failed] = await readHistory(engine.context);
    expect(failed?.error).toEqual({ code: 'HOST_STEP_FAILED', message: error.message });
  });

  it('that took effect all the same is rolled back, too', async () => {
    const engine = openTestEngine();
    engine.host.doneAllTheSame = true;
    failAt(engine, 'bridge:br-vpc1');
    await rejection(engine.run(CREATE_VPC1));
    expect(engine.host.things).toEqual({});
  });

  it('leaves no effect of the command', async () => {
    const engine = openTestEngine();
    failAt(engine, 'bridge:br-vpc1');
    await rejection(engine.run(CREATE_VPC1));
    engine.host.trouble = () => null;
    await engine.run(CREATE_VPC1);
    expect(await engine.outcomes()).toEqual(['vpc.create failed', 'vpc.create applied']);
    await inSync(engine);
  });

  it('of a deletion restores the resources deleted before it', async () => {
    const engine = openTestEngine();
    await engine.play(TUTORIAL);
    const { things } = engine.host;
    engine.host.trouble = (action, id) =>
      action === 'delete' && id === 'bridge:br-vpc1' ? 'busy' : null;
    await rejection(engine.run(['vpc.delete', { name: 'vpc1' }]));
    expect(engine.host.things).toEqual(things);
    await inSync(engine);
  });

  it('whose rollback fails, is rolled back by the next command', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    const { things } = engine.host;
    engine.host.trouble = (action, id) =>
      action === 'delete' || id === 'veth:veth-vpc1-publi' ? `can't ${action}` : null;
    const error = await rejection(engine.run(ADD_PUBLIC));
    expect(error).toMatchObject({ code: 'ROLLBACK_FAILED', category: 'host' });
    expect(error.message).toMatch(/^create .*: can't create; and rolling back failed: .*can't/);
    expect(await engine.outcomes()).toEqual(['vpc.create applied', 'subnet.add pending']);
    expect(engine.host.things).not.toEqual(things);

    engine.host.trouble = () => null;
    await engine.run(CREATE_VPC2);
    expect(await engine.outcomes()).toEqual([
      'vpc.create applied',
      'subnet.add interrupted',
      'vpc.create applied',
    ]);
    expect(engine.notices.at(-1)).toBe(
      '"add public subnet public 10.0.1.0/24 to vpc1" (entry 2) was interrupted; rolling it back',
    );
    await inSync(engine);
  });

  it('with an unexpected error is recorded, and the error thrown unchanged', async () => {
    const engine = openTestEngine();
    engine.host.trouble = () => {
      throw new TypeError('a bug');
    };
    const error = await rejection(engine.run(CREATE_VPC1));
    expect(error).toBeInstanceOf(TypeError);
    const [item] = await readHistory(engine.context);
    expect(item?.error).toEqual({ code: 'UNEXPECTED', message: 'a bug' });
  });
});

describe('an interrupt by the user', () => {
  it('rolls the change back, also while the signal stays aborted', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    const { things } = engine.host;
    const stop = new AbortController();
    engine.host.trouble = (_, id) => {
      if (id.startsWith('veth:')) stop.abort('SIGINT');
      return null;
    };
    const failed = execute({ ...engine.context, signal: stop.signal }, ...ADD_PUBLIC);
    await expect(failed).rejects.toMatchObject({ code: 'HOST_INTERRUPTED' });
    expect(engine.host.things).toEqual(things);
    expect(await engine.outcomes()).toEqual(['vpc.create applied', 'subnet.add failed']);
  });

  it('ends the wait for the lock', async () => {
    const stop = new AbortController();
    const engine = openTestEngine({
      acquire: (_, _busy, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new Error('gave up')));
          stop.abort('SIGINT');
        }),
    });
    const failed = execute({ ...engine.context, signal: stop.signal }, ...CREATE_VPC1);
    await expect(failed).rejects.toThrow('gave up');
  });
});

describe('the state directory', () => {
  it('without a snapshot, with an old one or a broken one, gives the same state', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    const old = readFileSync(engine.snapshotFile);
    const again = [['subnet.delete', { vpc: 'vpc1', name: 'public' }], ADD_PUBLIC] as const;
    await engine.play([ADD_PUBLIC, ...again]);
    const state = await engine.state();
    for (const bytes of [null, old, Buffer.from('{'), Buffer.from('null'), Buffer.alloc(0)]) {
      rmSync(engine.snapshotFile);
      if (bytes !== null) appendFileSync(engine.snapshotFile, bytes);
      expect(await engine.state()).toEqual(state);
      await engine.play(again);
      expect(await engine.state()).toEqual(state);
      await inSync(engine);
    }
  });

  it('has a snapshot of the whole journal that only its owner can read', async () => {
    const engine = openTestEngine();
    await engine.play(TUTORIAL);
    const snapshot = JSON.parse(readFileSync(engine.snapshotFile, 'utf8'));
    expect(snapshot).toMatchObject({ state: await engine.state(), version: 'test' });
    expect(snapshot.position).toMatchObject({
      ...{ seq: TUTORIAL.length, line: 2 * TUTORIAL.length },
    });
    expect(statSync(engine.snapshotFile).mode & 0o777).toBe(0o600);
  });

  it('in which the snapshot can not be written does not fail the command', async () => {
    const engine = openTestEngine();
    mkdirSync(engine.snapshotFile);
    await engine.run(CREATE_VPC1);
    await engine.run(ADD_PUBLIC);
    expect(await engine.outcomes()).toEqual(['vpc.create applied', 'subnet.add applied']);
    await inSync(engine);
  });

  it('in which the journal can not be written leaves the host unchanged', async () => {
    const engine = openTestEngine();
    mkdirSync(engine.journalFile);
    const error = await rejection(engine.run(CREATE_VPC1));
    expect(error).toMatchObject({ category: 'environment' });
    expect(engine.host.log).toEqual([]);
  });
});

describe('the journal', () => {
  it('with a torn tail is repaired, and a notice says where the bytes are', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    appendFileSync(engine.journalFile, '{"seq":3,"id":"half');
    await engine.run(ADD_PUBLIC);
    expect(engine.notices).toHaveLength(1);
    const [, file] = /its 19 bytes are kept in (\S+)$/.exec(engine.notices[0] ?? '') ?? [];
    expect(readFileSync(file ?? '', 'utf8')).toBe('{"seq":3,"id":"half');
    expect(await engine.outcomes()).toEqual(['vpc.create applied', 'subnet.add applied']);
  });

  it('that is damaged stops everything, and is left as it is', async () => {
    const engine = openTestEngine();
    await engine.play([CREATE_VPC1, ADD_PUBLIC]);
    const edited = engine.journalText().replace('10.0.0.0/16', '10.9.0.0/16');
    rmSync(engine.journalFile);
    rmSync(engine.snapshotFile);
    appendFileSync(engine.journalFile, edited);
    const { things } = engine.host;
    const error = await rejection(engine.run(CREATE_VPC2));
    expect(error).toMatchObject({ code: 'JOURNAL_DAMAGED', category: 'journal' });
    await expect(engine.state()).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });
    expect(engine.journalText()).toBe(edited);
    expect(engine.host.things).toEqual(things);
  });
});
