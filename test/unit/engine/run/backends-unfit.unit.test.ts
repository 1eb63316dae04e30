import { none } from '@vpcctl/none';
import { describe, expect, it } from 'vitest';
import { desiredStateOf } from '../../../../src/engine/model/desired.js';
import { findDrift } from '../../../../src/engine/repair/drift.js';
import { reconcile } from '../../../../src/engine/repair/reconcile.js';
import { replay } from '../../../../src/engine/run/replay.js';
import { BOTH, backend, having, plugins, SET, switched } from '../../../support/engine/backends.js';
import {
  ADD_PUBLIC,
  CREATE_VPC1,
  CREATE_VPC2,
  openTestEngine,
  rejection,
} from '../../../support/engine/support.js';

describe('a driver that is not in use', () => {
  it('loses all objects that a replay finds', async () => {
    const { host, context, run } = await switched();
    const after = host.things;
    for (const id of having(host, 'iptables-legacy')) {
      const { [id]: attributes = {} } = host.things;
      host.tamper(id.replace('iptables-legacy', 'nftables'), attributes);
    }
    const { changes } = await replay(context);
    expect(changes.map(({ action }) => action)).toEqual(Array(4).fill('delete'));
    expect(host.things).toEqual(after);
    expect((await replay(context)).changes).toEqual([]);
    await run(CREATE_VPC2);
  });

  it('is skipped where it can not serve the host', async () => {
    const fail = (code: string) => async () => {
      throw Object.assign(await rejection(openTestEngine().run(['x.y', {}])), { code });
    };
    const missing = backend('iptables-legacy', { observe: fail('HOST_PROGRAM_MISSING') });
    const broken = { observe: fail('HOST_STEP_FAILED') };
    const old = backend('none', {
      ...broken,
      unsupportedReason: async () => 'the kernel is too old',
    });
    const engine = openTestEngine({ plugins: plugins(backend('nftables'), missing, old) });
    await engine.run(CREATE_VPC1);
    expect((await replay(engine.context)).changes).toEqual([]);

    const odd = openTestEngine({ plugins: plugins(backend('nftables'), backend('none', broken)) });
    await odd.run(CREATE_VPC1);
    expect(await rejection(replay(odd.context))).toMatchObject({ code: 'REPLAY_INCOMPLETE' });
  });

  it('has no leftovers where no command would delete them', async () => {
    const idle = { ...none, name: 'iptables-legacy' };
    const engine = openTestEngine({ plugins: plugins(backend('nftables'), idle) });
    await engine.run(CREATE_VPC1);
    expect((await replay(engine.context)).changes).toEqual([]);
    await engine.run(SET);
    expect(having(engine.host, 'nftables')).toEqual([]);
    expect((await replay(engine.context)).changes).toEqual([]);
  });

  it('is observed even before a backend was chosen', async () => {
    const { context, host, state } = await switched();
    const desired = desiredStateOf(context.registry, await state());
    await reconcile(context.registry, host, { resources: [], drivers: [] }, desired);
    expect(having(host, 'iptables-legacy')).toEqual([]);
  });
});

describe('a backend that no plugin brings', () => {
  it('is named, and no package is guessed', async () => {
    const { directory } = await switched();
    const poorer = openTestEngine({ plugins: plugins(backend('nftables')), directory });
    const error = await rejection(replay(poorer.context));
    expect(error).toMatchObject({
      code: 'DRIVER_MISSING',
      message: 'the backend is iptables-legacy, and no installed plugin brings that driver',
      hints: [
        '@vpcctl/iptables-legacy is a part of vpcctl: install vpcctl again, from where it came',
      ],
    });
  });
});

it('objects of a driver that is not in use are reported as its leftovers', async () => {
  const { context, host, state } = await switched();
  host.tamper('nftables/packet-filter:vpcctl', { name: 'vpcctl' });
  const { changes, commands } = await findDrift(
    context.registry,
    host,
    desiredStateOf(context.registry, await state()),
  );
  expect(changes).toMatchObject([
    { action: 'delete', before: { why: 'leftover of the backend nftables' } },
  ]);
  expect(commands.map(({ phase }) => phase)).toEqual(['cleanup']);
});

describe('a host that the backend can not serve', () => {
  const lost = backend('nftables', { programs: { 'no-such': 'nosuch' } });
  const HERE = plugins(lost, backend('iptables-legacy'));

  /** The journal of another host, where nftables served, on one that has nothing. */
  async function moved() {
    const engine = openTestEngine({ plugins: BOTH });
    await engine.play([CREATE_VPC1, ADD_PUBLIC]);
    return openTestEngine({ plugins: HERE, directory: engine.directory });
  }

  it('fails a replay with the next step', async () => {
    const { context, host } = await moved();
    expect(await rejection(replay(context))).toMatchObject({
      code: 'HOST_PROGRAM_MISSING',
      message: 'no-such is not installed',
      hints: ['apt install nosuch', expect.stringContaining('vpcctl backend set')],
    });
    expect(host.log).toEqual([]);
  });

  it('gets another backend by a change that is only recorded, and then by replay', async () => {
    const { context, host, run, notices, desired } = await moved();
    await run(SET);
    expect(host.log).toEqual([]);
    expect(notices).toEqual([
      expect.stringContaining('no-such is not installed (apt install nosuch)'),
    ]);
    await replay(context);
    expect(Object.keys(host.things)).toHaveLength(Object.keys(await desired()).length);
    expect(having(host, 'iptables-legacy')).toHaveLength(4);
    await run(CREATE_VPC2);
    expect((await replay(context)).changes).toEqual([]);
  });
});
