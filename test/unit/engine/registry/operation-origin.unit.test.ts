import { API_VERSION, VpcctlError } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { retire } from '../../../../src/engine/model/compile.js';
import { hintAtOrigin } from '../../../../src/engine/registry/operation-origin.js';
import { createRegistry } from '../../../../src/engine/registry/registry.js';
import { memoryDriver } from '../../../support/engine/memory.js';
import { thing } from '../../../support/engine/resources.js';

/** The error of a step that runs the operations of a driver of `plugin`. */
function failureOf(plugin: string): unknown {
  const { drivers } = createRegistry([
    { name: plugin, apiVersion: API_VERSION, drivers: [memoryDriver(['thing'])] },
  ]);
  const operations = retire(drivers, [{ action: 'delete', before: thing('rule') }]);
  const details = { code: 'HOST_STEP_FAILED', category: 'host', hints: ['modprobe'] } as const;
  return hintAtOrigin(new VpcctlError('nft: No such file', details), operations);
}

describe('the error of a step', () => {
  it("names the plugin whose driver made it, and the plugin's resources", () => {
    expect(failureOf('vpcctl-ban')).toMatchObject({
      ...{ code: 'HOST_STEP_FAILED', message: 'nft: No such file' },
      hints: ['this step is of the plugin vpcctl-ban, for thing:rule', 'modprobe'],
    });
  });

  it('names no plugin that vpcctl brings', () => {
    expect(failureOf('@vpcctl/nftables')).toMatchObject({ hints: ['modprobe'] });
  });
});
