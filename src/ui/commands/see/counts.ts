import { isVpcctlError, type State } from '@vpcctl/sdk';
import type { CommandOutput } from '@vpcctl/sdk/command';
import type { SubnetOutput } from '../../../schemas/vpc.js';
import { printable } from '../../text/text.js';

/**
 * What the policy of a subnet has counted; null where nothing counts. Without an explicit question
 * a host that cannot be read is a note: the counts are an extra.
 * @throws VpcctlError as `countsOfPolicy`, where they are asked for
 */
export async function countsOf(
  output: CommandOutput,
  state: State,
  subnet: SubnetOutput,
  isSinceLast: boolean,
): Promise<SubnetOutput['counts'] | null> {
  const { policy } = subnet;
  if (policy === null) return null;
  const engine = await import('../../../engine/index.js');
  const { silentLog } = await import('../log.js');
  const context = await engine.openEngine({
    plugins: output.config,
    observer: {},
    openLog: async () => silentLog,
  });
  try {
    if (isSinceLast) engine.checkMayChange();
    const place = `${subnet.vpc}/${subnet.name}`;
    return await engine.countsOfPolicy(context, state, { place, policy, isSinceLast });
  } catch (error) {
    if (isSinceLast || !isVpcctlError(error)) throw error;
    output.note(printable(`The counters cannot be read: ${error.message}`));
    return null;
  }
}
