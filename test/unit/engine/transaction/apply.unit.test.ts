import type { Operation } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { openTestEngine, rejection, type TestEngine } from '../../../support/engine/support.js';
import { type CommandRequest, TUTORIAL } from '../../../support/features/given.js';

const UNPEER: CommandRequest = ['peering.remove', { vpcs: ['vpc1', 'vpc2'] }];
const DELETE_VPC: CommandRequest = ['vpc.delete', { name: 'vpc1' }];

/** Takes the whole packet policy away, as a flush by another program does. */
const flush = ({ host }: TestEngine) => {
  const policy = /^(packet-filter|vpc-boundary|peering|masquerade|source-guard|security-group):/;
  for (const id of Object.keys(host.things)) if (policy.test(id)) host.tamper(id, null);
};

async function flushedEngine(): Promise<TestEngine> {
  const engine = openTestEngine();
  await engine.play(TUTORIAL);
  flush(engine);
  return engine;
}

describe('a change whose deletions find nothing', () => {
  it.each([[UNPEER], [DELETE_VPC]])('is applied, and repairs the rest: %j', async (request) => {
    const engine = await flushedEngine();
    await engine.run(request);
    expect(engine.host.things).toEqual(await engine.desired());
    expect((await engine.outcomes()).at(-1)).toBe(`${request[0]} applied`);
    expect(engine.notices).toEqual([expect.stringContaining('not as the journal says')]);
  });

  it('also ends the connections that the missing rules had allowed', async () => {
    const engine = await flushedEngine();
    const run: Operation[] = [];
    const execute = engine.host.execute.bind(engine.host);
    engine.host.execute = async (commands, signal) => {
      await execute(commands, signal);
      run.push(...commands);
    };
    const { commands } = await engine.run(UNPEER);
    const flushes = commands.filter(({ op }) => op === 'conntrack.flush');
    expect(flushes).toMatchObject([{ gone: [{ kind: 'peering' }] }]);
    expect(run).toEqual(expect.arrayContaining(flushes));
  });

  it('is rolled back where the repair fails, with the error of the repair', async () => {
    const engine = await flushedEngine();
    let isFull = true;
    engine.host.trouble = (action, id) => {
      if (!isFull || action !== 'create' || !id.startsWith('vpc-boundary:')) return null;
      isFull = false;
      return 'no space';
    };
    const error = await rejection(engine.run(UNPEER));
    expect(error).toMatchObject({ code: 'HOST_STEP_FAILED' });
    expect(error.message).toMatch(/no space$/);
    expect((await engine.outcomes()).at(-1)).toBe('peering.remove failed');
    expect(engine.host.things).toEqual(await engine.desired());
  });

  it('is left to its rollback where another step fails', async () => {
    const engine = await flushedEngine();
    engine.host.trouble = (action) => (action === 'delete' ? 'busy' : null);
    await rejection(engine.run(UNPEER));
    expect(engine.notices).toEqual(['the change failed; rolling back']);
    expect(engine.host.things).toEqual(await engine.desired());
  });
});
