import type { BackendShowOutput } from '../schemas/backend.js';
import { paint } from './paint.js';
import { printableLine } from './printable.js';

/** `backend show` for people. Pure. */
export function renderBackends({ backend, serves, backends }: BackendShowOutput): string {
  const width = Math.max(0, ...backends.map(({ name }) => name.length));
  const others = backends.filter(({ inUse }) => !inUse);
  const next = others.find(({ obstacle }) => obstacle === null);
  return [
    `backend  ${backend ?? 'none yet: the first VPC decides'}`,
    `serves   ${serves.join(', ')}`,
    ...backends.map(({ name, inUse, obstacle }, index) => {
      const how = obstacle === null ? paint.good(inUse ? 'in use' : 'can serve') : bad(obstacle);
      return `${index === 0 ? 'drivers  ' : '         '}${name.padEnd(width)}  ${how}`;
    }),
    ...(backend === null || next === undefined ? [] : [`next     vpcctl backend set ${next.name}`]),
  ].join('\n');
}

function bad(obstacle: string): string {
  return paint.bad(printableLine(obstacle));
}
