import type { Driver, HostReader } from '@vpcctl/sdk';
import { whyUnsupported } from '../../host/driver-support.js';
import type { Observer } from '../context.js';
import type { DesiredState } from '../model/desired.js';
import type { Plan } from '../model/plan.js';
import { dropUnreachable } from '../model/unreachable.js';
import { leaveForeign } from '../repair/leave-not-ours.js';

/**
 * A plan as it can be run on this host: without what is about namespaces that are not ours and have gone, and without
 * what is somebody else's by now ({@link leaveForeign}). Where a driver that goes out of use can't serve the host (the journal came from
 * another one, or its program was removed), it can take nothing away, and nobody knows what the host has: the
 * change is only recorded, and `replay` builds it from whatever it finds.
 * @throws VpcctlError `HOST_FOREIGN` as {@link leaveForeign}
 */
export async function adaptToHost(
  requested: Plan,
  host: HostReader,
  observer: Observer,
): Promise<Plan> {
  const plan = await leaveForeign(requested, host, observer);
  const gone = plan.before.drivers.filter((driver) => !plan.after.drivers.includes(driver));
  const lost: Driver[] = [];
  for (const driver of gone.filter((each) => hasPart(each, plan.before))) {
    const unsupportedReason = await whyUnsupported(driver, host);
    if (unsupportedReason === null) continue;
    lost.push(driver);
    observer.notice?.(
      `${driver.name} can't serve this host: ${unsupportedReason}. What it has made can't be removed; only recorded. Next: vpcctl replay`,
    );
  }
  if (lost.length === 0) return { ...plan, commands: dropUnreachable(kept(plan), plan.commands) };
  const drivers = plan.before.drivers.filter((driver) => !lost.includes(driver));
  return { ...plan, before: { ...plan.before, drivers }, commands: [] };
}

function hasPart({ kinds }: Driver, { resources }: DesiredState): boolean {
  return resources.some(({ kind }) => kinds.includes(kind));
}

/** What was there before and stays. What is to come must be built, or the change fails. */
function kept({ before, after }: Plan): DesiredState {
  const ids = new Set(before.resources.map(({ id }) => id));
  return { ...after, resources: after.resources.filter(({ id }) => ids.has(id)) };
}
