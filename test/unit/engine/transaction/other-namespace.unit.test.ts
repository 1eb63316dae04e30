import { VpcctlError } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import type { EngineContext } from '../../../../src/engine/context/context.js';
import { readStatus } from '../../../../src/engine/inspect/status.js';
import { execute } from '../../../../src/engine/run/execute.js';
import { replay } from '../../../../src/engine/run/replay.js';
import {
  ADD_PUBLIC,
  CREATE_VPC1,
  openTestEngine,
  rejection,
} from '../../../support/engine/support.js';

/** `parts` in another network namespace than the recorded one; counts how often this one is recorded. */
function elsewhere(context: EngineContext) {
  const error = new VpcctlError('the VPCs are elsewhere', {
    code: 'HOST_OTHER_NAMESPACE',
    category: 'host',
  });
  let adopted = 0;
  const adopt = () => {
    adopted += 1;
  };
  return {
    context: { ...context, checkNamespace: () => ({ mismatch: error, adopt }) },
    error,
    adopted: () => adopted,
  };
}

describe('from another network namespace', () => {
  it('a change and a replay are refused before the host is read or the journal written', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    const [text, steps] = [engine.journalText(), engine.host.log.length];
    engine.host.tamper('bridge:br-vpc1', null);
    const away = elsewhere(engine.context);
    expect(await rejection(execute(away.context, ...ADD_PUBLIC))).toBe(away.error);
    expect(await rejection(replay(away.context))).toBe(away.error);
    expect(engine.journalText()).toBe(text);
    expect(engine.host.log).toHaveLength(steps);
    expect(away.adopted()).toBe(0);
  });

  it('status reports the other namespace as its problem', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    const status = await readStatus(elsewhere(engine.context).context, 0);
    expect(status).toMatchObject({ drift: null, problem: 'the VPCs are elsewhere' });
  });

  it('a journal without resources moves to this namespace', async () => {
    const engine = openTestEngine();
    await engine.play([CREATE_VPC1, ['vpc.delete', { name: 'vpc1' }]]);
    const away = elsewhere(engine.context);
    await execute(away.context, ...CREATE_VPC1);
    expect(away.adopted()).toBe(1);
  });
});
