import { type Change, changedResource, type HostCommand, planInvocations } from '@vpcctl/sdk';
import { renderInvocation } from '../../host/index.js';

/** Host commands as they would be run, as lines for a root shell. */
export function renderCommands(commands: readonly HostCommand[]): string[] {
  return planInvocations(commands).flat().flatMap(renderInvocation);
}

/** A change in brief: what is done to which resource, and why. */
export function summarizeChange(change: Change) {
  const { kind, id, why } = changedResource(change);
  return { action: change.action, kind, id, why };
}
