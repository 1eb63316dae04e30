import type { Driver, HostReader } from '@vpcctl/sdk';
import { whyUnsupported } from '../../host/index.js';
import type { Observer } from '../context/context.js';
import { unreachableLinks, withoutLinks } from '../model/compile.js';
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
  if (unusable.length === 0) {
    return { ...plan, commands: withoutLinks(plan.commands, unreachableBefore(plan)) };
  }
  const drivers = plan.before.drivers.filter((driver) => !unusable.includes(driver));
  return { ...plan, before: { ...plan.before, drivers }, commands: [] };
}

function servesAny({ kinds }: Driver, { resources }: DesiredState): boolean {
  return resources.some(({ kind }) => kinds.includes(kind));
}

/**
 * The links that can't exist on this host, without new ones. Commands for new links are never
 * dropped: they succeed, or the change fails. A link may go on by its name in a new namespace, so
 * both the whole state and its old part have to know no way to it.
 */
function unreachableBefore({ difference: { before, after } }: Plan): ReadonlySet<string> {
  const now = unreachableLinks(after.drivers, after.resources);
  if (now.size === 0) return now;
  const ids = new Set(before.resources.map(({ id }) => id));
  const kept = after.resources.filter(({ id }) => ids.has(id));
  const old = unreachableLinks(after.drivers, kept);
  return new Set([...now].filter((link) => old.has(link)));
}
