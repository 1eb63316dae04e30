import type { BackendShowOutput } from '../../schemas/backend.js';
import { paint } from '../text/paint.js';
import { printableLine } from '../text/printable.js';

/** `backend show` for people. Pure. */
export function renderBackends({ backend, serves, backends }: BackendShowOutput): string {
  const width = Math.max(0, ...backends.map(({ name }) => name.length));
  const others = backends.filter(({ inUse }) => !inUse);
  const next = others.find(
    ({ unsupportedReason, warning }) => unsupportedReason === null && warning === null,
  );
  return [
    `backend  ${backend ?? 'none yet: the first VPC decides'}`,
    `serves   ${serves.join(', ')}`,
    ...backends.map((driver, index) => {
      const label = index === 0 ? 'drivers  ' : '         ';
      return `${label}${driver.name.padEnd(width)}  ${standing(driver)}`;
    }),
    ...(backend === null || next === undefined ? [] : [`next     vpcctl backend set ${next.name}`]),
  ].join('\n');
}

/** How a driver stands to this host, and what it leaves undone. */
function standing({
  inUse,
  unsupportedReason,
  warning,
}: BackendShowOutput['backends'][number]): string {
  if (unsupportedReason !== null) return bad(unsupportedReason);
  const how = inUse ? 'in use' : 'works here';
  return warning === null ? paint.good(how) : bad(`${how}: ${warning}`);
}

function bad(unsupportedReason: string): string {
  return paint.bad(printableLine(unsupportedReason));
}
