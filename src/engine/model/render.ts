import { type Change, changedResource, type Operation, planInvocations } from '@vpcctl/sdk';
import { renderInvocation } from '../../host/index.js';

/** Renders host commands as lines for a root shell, in the order in which they would run. */
export function renderCommands(operations: readonly Operation[]): string[] {
  return planInvocations(operations).flat().flatMap(renderInvocation);
}

/** Summarizes a resource change: the action, the resource, and the reason. */
export function summarizeChange(change: Change) {
  const { kind, id, why } = changedResource(change);
  return { action: change.action, kind, id, why };
}
