import type { BootStatusOutput } from '../../schemas/boot.js';
import { paint } from '../text/paint.js';
import { printable } from '../text/text.js';

const UNIT: Readonly<Record<BootStatusOutput['unit'], string>> = {
  missing: 'there is none',
  current: 'up to date',
  outdated: 'not what boot enable would write now',
};

/** Renders `boot status`, with the next step if something is wrong. Pure. */
export function renderBoot(status: BootStatusOutput): string {
  const { enabled, unitFile, unit, missingPrograms, lastRun, keep, flowLogs } = status;
  const lines = [
    `at boot   ${enabled ? paint.good('rebuilt') : paint.changed('not rebuilt')}`,
    `unit      ${unit === 'missing' ? '' : `${unitFile}, `}${UNIT[unit]}`,
    ...missingPrograms.map((path) => paint.bad(`missing   ${printable(path)}`)),
    `last run  ${lastRun === null ? 'none since the host started' : run(lastRun)}`,
    `drift     ${drift(keep)}`,
    ...(flowLogs.unit === 'missing' ? [] : [`flow logs ${written(flowLogs)}`]),
  ];
  const isOutdated = unit !== 'current' || keep.unit === 'outdated' || flowLogs.unit === 'outdated';
  if (!enabled || isOutdated || missingPrograms.length > 0) {
    lines.push('next      vpcctl boot enable');
  } else if (lastRun?.outcome === 'failed') lines.push('why       journalctl -b -u vpcctl');
  else if (isStopped(keep)) lines.push('why       journalctl -b -u vpcctl-watch');
  else if (isStopped(flowLogs)) lines.push('why       journalctl -b -u vpcctl-flow-logs');
  return lines.join('\n');
}

type Service = BootStatusOutput['keep'];

function drift(keep: Service): string {
  if (isStopped(keep)) return paint.bad('not repaired: the watcher does not run');
  if (keep.running) return paint.good('repaired while the host runs');
  return 'not repaired by itself: boot enable --keep';
}

function written(flowLogs: Service): string {
  return isStopped(flowLogs)
    ? paint.bad('not written: the service does not run')
    : paint.good('written while the host runs');
}

function isStopped({ unit, running }: Service): boolean {
  return unit !== 'missing' && !running;
}

function run({ outcome, failure, at }: NonNullable<BootStatusOutput['lastRun']>): string {
  const what = failure === null ? outcome : `${outcome}: ${failure}`;
  const when = at === null ? '' : `, ${at.slice(0, 19).replace('T', ' ')} UTC`;
  return `${outcome === 'failed' ? paint.bad(what) : paint.good(what)}${when}`;
}
