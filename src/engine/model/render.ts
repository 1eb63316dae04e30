import { type Change, changedResource, type HostCommand, planInvocations } from '@vpcctl/sdk';
import { renderInvocation } from '../../host/index.js';

/** Renders host commands as lines for a root shell, in the order in which they would run. */
export function renderCommands(commands: readonly HostCommand[]): string[] {
  return planInvocations(commands).flat().flatMap(renderInvocation);
}

/** Summarizes a resource change: the action, the resource, and the reason. */
export function summarizeChange(change: Change) {
  const { kind, id, why } = changedResource(change);
  return { action: change.action, kind, id, why };
}
