import { none } from '@vpcctl/none';
import { API_VERSION, type Driver, PACKET_POLICY_KINDS, type VpcctlPlugin } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileStep } from '../../src/engine/compile.js';
import { converge, findDrift } from '../../src/engine/converge.js';
import { executeTime } from '../../src/engine/execute.js';
import { lower } from '../../src/engine/lower.js';
import { replay } from '../../src/engine/replay.js';
import { worldOf } from '../../src/engine/world.js';
import { backendOf } from '../../src/features/backend/select.js';
import { coreFeatures } from '../../src/features/index.js';
import { CORE_KINDS, type Wish } from '../features/given.js';
import { type MemoryHost, memoryDriver } from './memory.js';
import { ADD_PUBLIC, CREATE_VPC1, CREATE_VPC2, openTestEngine, rejection } from './support.js';

const POLICY: readonly string[] = PACKET_POLICY_KINDS;
const LINKS = CORE_KINDS.filter((kind) => !POLICY.includes(kind));

/** A driver of the packet policy that has its own things: in memory under ids of their own. */
function backend(name: string, more: Partial<Driver> = {}): Driver {
  const inner = memoryDriver(POLICY, name);
  const mark = <T extends { id: string; dependsOn?: readonly string[] }>(resource: T): T => ({
    ...resource,
    id: `${name}/${resource.id}`,
    dependsOn: (resource.dependsOn ?? []).map((id) => `${name}/${id}`),
  });
  return {
    ...inner,
    compile: (changes) =>
      inner
        .compile(
          changes.map((change) => ({
            ...change,
            ...('before' in change && { before: mark(change.before) }),
            ...('after' in change && { after: mark(change.after) }),
          })),
        )
        .map((command) => ({ ...command, phase: 'policy' })),
    observe: async (host, candidates) =>
      (await inner.observe(host, candidates.map(mark))).map((found) => ({
        ...found,
        id: found.id.slice(name.length + 1),
      })),
    ...more,
  };
}

const plugins = (...drivers: Driver[]): VpcctlPlugin[] => [
  {
    name: 'core',
    apiVersion: API_VERSION,
    features: coreFeatures,
    drivers: [memoryDriver(LINKS, 'links'), ...drivers],
  },
];
const BOTH = plugins(backend('nftables'), backend('iptables-legacy'));
const SET = ['backend.set', { name: 'iptables-legacy' }] as const;

const having = (host: MemoryHost, name: string) =>
  Object.keys(host.things).filter((id) => id.startsWith(`${name}/`));

/** A host whose packet policy was made by one backend and then set to the other. */
async function switched() {
  const engine = openTestEngine({ plugins: BOTH });
  await engine.play([CREATE_VPC1, ADD_PUBLIC]);
  const before = engine.host.things;
  await engine.run(SET);
  return { ...engine, before };
}

describe('setting the backend', () => {
  it('has the new one make all of the policy, and then the old one take away all of its own', async () => {
    const { host, parts, state } = await switched();
    expect(having(host, 'nftables')).toEqual([]);
    expect(having(host, 'iptables-legacy')).toHaveLength(4);
    const commands = compileStep(
      worldOf(parts.registry, {}),
      worldOf(parts.registry, await state()),
    );
    expect(commands.filter(({ phase }) => phase === 'retire')).toEqual([]);
  });

  it('loads the new before the old goes', async () => {
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
    const { host, parts, before, run } = await switched();
    const after = host.things;
    await executeTime(parts, { type: 'undo', count: 1 });
    expect(host.things).toEqual(before);
    await executeTime(parts, { type: 'redo', count: 1 });
    expect(host.things).toEqual(after);
    await run(CREATE_VPC2);
    await executeTime(parts, { type: 'revert', seq: 5 });
    expect(having(host, 'iptables-legacy')).toEqual([]);
    expect(having(host, 'nftables')).toHaveLength(5);
  });

  it('counts for a VPC that stands alone after the first was reverted', async () => {
    const engine = openTestEngine({ plugins: BOTH });
    await engine.play([CREATE_VPC1, CREATE_VPC2]);
    await executeTime(engine.parts, { type: 'revert', seq: 1 });
    expect(having(engine.host, 'nftables')).not.toEqual([]);
  });

  it('is no change where there is no VPC, but that it is recorded', async () => {
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

describe('whatever is done, with steps that fail in between', () => {
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

  const WISHES: Readonly<Record<string, Wish>> = {
    nftables: ['backend.set', { name: 'nftables' }],
    'iptables-legacy': ['backend.set', { name: 'iptables-legacy' }],
    vpc1: CREATE_VPC1,
    vpc2: CREATE_VPC2,
    public: ADD_PUBLIC,
    gone: ['vpc.delete', { name: 'vpc1' }],
  };

  it('the one in use has all of the policy, and the other nothing', {
    timeout: 30_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMove, { maxLength: 12 }), async (moves) => {
        const { host, parts, run, state } = openTestEngine({ plugins: BOTH });
        for (const { what, fails } of moves) {
          let left = fails;
          host.trouble = () => {
            left -= 1;
            return left === 0 ? 'no' : null;
          };
          const wish = WISHES[what];
          const done = wish ? run(wish) : executeTime(parts, what === 'undo' ? UNDO : REDO);
          // Refused, or failed and rolled back.
          await done.catch(() => {});
          const name = backendOf(await state());
          const policy = lower(parts.registry, await state()).filter(({ kind }) =>
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

describe('a driver that is not in use', () => {
  it('keeps nothing that a replay finds', async () => {
    const { host, parts, run } = await switched();
    const after = host.things;
    for (const id of having(host, 'iptables-legacy')) {
      const { [id]: attributes = {} } = host.things;
      host.tamper(id.replace('iptables-legacy', 'nftables'), attributes);
    }
    const { changes } = await replay(parts);
    expect(changes.map(({ action }) => action)).toEqual(Array(4).fill('delete'));
    expect(host.things).toEqual(after);
    expect((await replay(parts)).changes).toEqual([]);
    await run(CREATE_VPC2);
  });

  it('is passed over where it can not serve the host', async () => {
    const fail = (code: string) => async () => {
      throw Object.assign(await rejection(openTestEngine().run(['x.y', {}])), { code });
    };
    const missing = backend('iptables-legacy', { observe: fail('HOST_PROGRAM_MISSING') });
    const broken = { observe: fail('HOST_STEP_FAILED') };
    const old = backend('none', { ...broken, obstacle: async () => 'the kernel is too old' });
    const engine = openTestEngine({ plugins: plugins(backend('nftables'), missing, old) });
    await engine.run(CREATE_VPC1);
    expect((await replay(engine.parts)).changes).toEqual([]);

    const odd = openTestEngine({ plugins: plugins(backend('nftables'), backend('none', broken)) });
    await odd.run(CREATE_VPC1);
    expect(await rejection(replay(odd.parts))).toMatchObject({ code: 'REPLAY_INCOMPLETE' });
  });

  it('has left nothing where that would take no command to remove', async () => {
    const idle = { ...none, name: 'iptables-legacy' };
    const engine = openTestEngine({ plugins: plugins(backend('nftables'), idle) });
    await engine.run(CREATE_VPC1);
    expect((await replay(engine.parts)).changes).toEqual([]);
    await engine.run(SET);
    expect(having(engine.host, 'nftables')).toEqual([]);
    expect((await replay(engine.parts)).changes).toEqual([]);
  });

  it('is looked at before a backend was chosen, too', async () => {
    const { parts, host, state } = await switched();
    const world = worldOf(parts.registry, await state());
    await converge(parts.registry, host, { resources: [], drivers: [] }, [world]);
    expect(having(host, 'iptables-legacy')).toEqual([]);
  });
});

describe('a backend that no plugin brings', () => {
  it('is named, with the plugin to install', async () => {
    const { directory } = await switched();
    const poorer = openTestEngine({ plugins: plugins(backend('nftables')), directory });
    const error = await rejection(replay(poorer.parts));
    expect(error).toMatchObject({
      code: 'DRIVER_MISSING',
      message: 'the backend is iptables-legacy, and no installed plugin brings that driver',
      hints: ['install it: vpcctl plugins install @vpcctl/iptables-legacy'],
    });
  });
});

it('what is found of a driver that is not in use is said to be left of it', async () => {
  const { parts, host, state } = await switched();
  host.tamper('nftables/packet-filter:vpcctl', { name: 'vpcctl' });
  const { changes, commands } = await findDrift(
    parts.registry,
    host,
    worldOf(parts.registry, await state()),
  );
  expect(changes).toMatchObject([
    { action: 'delete', before: { why: 'left of the backend nftables' } },
  ]);
  expect(commands.map(({ phase }) => phase)).toEqual(['retire']);
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

  it('is told so by a replay, with the next step', async () => {
    const { parts, host } = await moved();
    expect(await rejection(replay(parts))).toMatchObject({
      code: 'HOST_PROGRAM_MISSING',
      message: 'no-such is not installed',
      hints: ['apt install nosuch', expect.stringContaining('vpcctl backend set')],
    });
    expect(host.log).toEqual([]);
  });

  it('is rebuilt by another one: that is recorded, and replay builds all of it', async () => {
    const { parts, host, run, notices, desired } = await moved();
    await run(SET);
    expect(host.log).toEqual([]);
    expect(notices).toEqual([
      expect.stringContaining('no-such is not installed (apt install nosuch)'),
    ]);
    await replay(parts);
    expect(Object.keys(host.things)).toHaveLength(Object.keys(await desired()).length);
    expect(having(host, 'iptables-legacy')).toHaveLength(4);
    await run(CREATE_VPC2);
    expect((await replay(parts)).changes).toEqual([]);
  });
});
