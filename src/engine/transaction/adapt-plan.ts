import type { Driver, HostReader } from '@vpcctl/sdk';
import { whyUnsupported } from '../../host/index.js';
import type { Observer } from '../context/context.js';
import { dropUnreachable } from '../model/compile.js';
import type { DesiredState } from '../model/desired.js';
import type { Plan } from '../model/plan.js';
import { leaveNotOurs } from '../repair/not-ours.js';

/**
 * Adapts a plan to this host. Drops the commands for attached namespaces that no longer exist, and
 * for objects that vpcctl did not make ({@link leaveNotOurs}). If the outgoing driver does not work
 * here (the journal came from another host, or its program was removed), its objects can't be
 * removed: the change is only recorded, and `replay` repairs the host.
 * @throws VpcctlError `HOST_NOT_OURS` as {@link leaveNotOurs}
 */
export async function adaptToHost(
  requested: Plan,
  host: HostReader,
  observer: Observer,
): Promise<Plan> {
  const plan = await leaveNotOurs(requested, host, observer);
  const gone = plan.before.drivers.filter((driver) => !plan.after.drivers.includes(driver));
  const unusable: Driver[] = [];
  for (const driver of gone.filter((each) => servesAny(each, plan.before))) {
    const unsupportedReason = await whyUnsupported(driver, host);
    if (unsupportedReason === null) continue;
    unusable.push(driver);
    observer.notice?.(
      `${driver.name} can't serve this host: ${unsupportedReason}. Its objects can't be removed, and the change is only recorded. Next: vpcctl replay`,
    );
  }
  if (unusable.length === 0)
    return { ...plan, commands: dropUnreachable(kept(plan), plan.commands) };
  const drivers = plan.before.drivers.filter((driver) => !unusable.includes(driver));
  return { ...plan, before: { ...plan.before, drivers }, commands: [] };
}

function servesAny({ kinds }: Driver, { resources }: DesiredState): boolean {
  return resources.some(({ kind }) => kinds.includes(kind));
}

/**
 * The desired state without its new resources. Commands for new resources are never dropped: they
 * succeed, or the change fails.
 */
function kept({ difference: { before, after } }: Plan): DesiredState {
  const ids = new Set(before.resources.map(({ id }) => id));
  return { ...after, resources: after.resources.filter(({ id }) => ids.has(id)) };
}
