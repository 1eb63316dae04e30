import { type Change, filterName } from '@vpcctl/sdk';
import type { Status } from '../../engine/inspect/index.js';
import { entriesInWords } from '../../engine/missing/index.js';
import type { StatusOutput } from '../../schemas/status.js';
import { paint } from '../text/paint.js';
import { localTime, printableLine } from '../text/text.js';
import { renderChanges } from './changes.js';

/** `status` as `--json` gives it. */
export function viewStatus(
  status: Status,
  summarize: (change: Change) => StatusOutput['changes'][number],
): StatusOutput {
  const { filters, lasting, drift, pendingConfirmation, problem } = status;
  const { backend, backendWarning, vpcs, forwarding } = status;
  const { uplinks, overlaps, hindrances, journalProblem, missingPlugins } = status;
  return {
    backend,
    backendWarning,
    vpcs: [...vpcs],
    forwarding,
    filters: filters.map(({ filter, standing }) => ({ ...filter, standing })),
    lasting: lasting.map((each) => ({ ...each })),
    uplinks: [...uplinks],
    overlaps: overlaps.map(({ vpc, what }) => ({ vpc, what })),
    matches: drift === null ? null : drift.changes.length === 0 && missingPlugins.length === 0,
    changes: drift?.changes.map(summarize) ?? [],
    missingPlugins: missingPlugins.map(({ name, version, title, entries, hint }) => ({
      ...{ name, version, title, entries: [...entries], hint },
    })),
    problem,
    journal: journalProblem,
    passes: hindrances === null ? null : hindrances.every((each) => each.stopped !== undefined),
    hindrances:
      hindrances
        ?.filter((each) => each.stopped === undefined)
        .map(({ vpcs: about, says, program, fix }) => ({
          ...{ vpcs: [...about], says, program, fix },
        })) ?? [],
    stopped:
      hindrances?.flatMap(({ stopped, says, fix }) =>
        stopped === undefined ? [] : [{ ...stopped, says, fix }],
      ) ?? [],
    awaiting:
      pendingConfirmation === null
        ? null
        : {
            seq: pendingConfirmation.seq,
            description: pendingConfirmation.description,
            until: pendingConfirmation.deadline,
          },
  };
}

const STANDING: Readonly<Record<StatusOutput['filters'][number]['standing'], string>> = {
  passed: paint.good('VPCs pass it'),
  away: 'drops nothing by default now',
  new: paint.bad('drops packets of VPCs: vpcctl replay adds exceptions'),
  locked: paint.bad('only its own program can add exceptions for VPCs'),
  unseen: 'VPCs pass it, according to the journal',
};

/** Renders `status`: the facts, then the next steps. Pure. */
export function renderStatus(output: StatusOutput, changes: readonly Change[]): string {
  const { vpcs, forwarding, uplinks, overlaps, awaiting, journal } = output;
  const rows: [string, string[]][] = [
    ['backend', [backendInWords(output)]],
    ['vpcs', [vpcs.length === 0 ? 'none' : printableLine(vpcs.join(', '))]],
    ['forwarding', [forwardingInWords(forwarding, vpcs.length > 0)]],
    [
      'uplink',
      [uplinks.length === 0 ? 'no default route' : `auto is ${printableLine(uplinks.join(', '))}`],
    ],
    ...(overlaps.length === 0
      ? []
      : [['overlaps', overlapLines(overlaps)] satisfies [string, string[]]]),
    ['filters', filterLines(output, vpcs.length > 0)],
    ...(output.lasting.length === 0
      ? []
      : [['lasting', lastingLines(output)] satisfies [string, string[]]]),
    ...(journal === null
      ? []
      : [['journal', [paint.bad(printableLine(journal))]] satisfies [string, string[]]]),
    ...(output.missingPlugins.length === 0
      ? []
      : [['plugins', pluginLines(output)] satisfies [string, string[]]]),
    ['host', hostLines(output, changes)],
    ['traffic', trafficLines(output)],
    ...(output.stopped.length === 0
      ? []
      : [['stopped', stoppedLines(output)] satisfies [string, string[]]]),
    ...(awaiting === null
      ? []
      : [['awaiting', [pendingConfirmation(awaiting)]] satisfies [string, string[]]]),
    ['next', nextSteps(output)],
  ];
  return rows
    .flatMap(([name, lines]) =>
      lines.map((line, i) => `${(i === 0 ? name : '').padEnd(12)}${line}`.trimEnd()),
    )
    .join('\n');
}

function backendInWords({ backend, backendWarning }: StatusOutput): string {
  if (backend === null) return 'none yet: the first VPC decides';
  return backendWarning === null ? backend : `${backend}: ${paint.bad(backendWarning)}`;
}

function forwardingInWords(forwarding: boolean, isNeeded: boolean): string {
  if (forwarding) return 'on';
  return isNeeded ? paint.bad('off: nothing passes between subnets') : 'off';
}

function filterLines({ filters, lasting }: StatusOutput, isNeeded: boolean): string[] {
  if (filters.length === 0) return ['no foreign firewall drops by default'];
  const width = Math.max(...filters.map((filter) => filterName(filter).length));
  return filters.map((filter) => {
    const { standing } = filter;
    const how =
      standing === 'new' && !isNeeded
        ? 'the first VPC adds exceptions'
        : standing === 'locked' && isLoadedLater(filter, lasting)
          ? paint.bad('VPCs pass it after: firewall-cmd --reload')
          : STANDING[standing];
    return `${printableLine(filterName(filter).padEnd(width))}  ${how}`;
  });
}

/** firewalld may be set up so that only itself may change its table, which it does when it reloads. */
function isLoadedLater(
  { table }: StatusOutput['filters'][number],
  lasting: StatusOutput['lasting'],
): boolean {
  return table === 'firewalld' && lasting.some(({ program }) => program === 'firewalld');
}

const LASTING: Readonly<Record<StatusOutput['lasting'][number]['standing'], string>> = {
  kept: 'loads exceptions for VPCs from',
  away: 'is not installed now, and loads nothing from',
  unseen: 'loads exceptions for VPCs, according to the journal, from',
};

function lastingLines({ lasting }: StatusOutput): string[] {
  return lasting.map(({ program, file, standing }) => `${program} ${LASTING[standing]} ${file}`);
}

function overlapLines(overlaps: StatusOutput['overlaps']): string[] {
  return overlaps.map(({ vpc, what }) =>
    paint.bad(printableLine(`VPC ${vpc} overlaps ${what}: packets may not arrive`)),
  );
}

function hostLines(output: StatusOutput, changes: readonly Change[]): string[] {
  const { matches, problem, journal, missingPlugins } = output;
  if (problem !== null && problem === journal)
    return ['can be checked only against a journal that is whole'];
  if (problem !== null) return [paint.bad(printableLine(problem))];
  if (matches === null) return ['only root can check whether it matches the journal'];
  if (matches) return [paint.good('matches the journal')];
  if (changes.length === 0 && missingPlugins.length > 0)
    return ['is as the journal says, but for entries that are not applied'];
  const count = changes.length === 1 ? '1 difference' : `${changes.length} differences`;
  return [paint.bad(`does not match the journal: ${count}`), ...renderChanges(changes)];
}

function pluginLines({ missingPlugins }: StatusOutput): string[] {
  return missingPlugins.flatMap(({ title, entries, hint }) => [
    paint.bad(printableLine(`${title} is not installed: ${entriesInWords(entries)} not applied`)),
    `  → ${printableLine(hint)}`,
  ]);
}

function trafficLines({ passes, hindrances, vpcs }: StatusOutput): string[] {
  if (vpcs.length === 0) return [];
  if (passes === null) return ['cannot be checked here'];
  if (passes) return [paint.good('packets of all VPCs pass')];
  const count = hindrances.length === 1 ? '1 hindrance' : `${hindrances.length} hindrances`;
  return [
    paint.bad(`packets do not all pass: ${count}`),
    ...hindrances.flatMap(({ vpcs: about, says, program, fix }) => [
      `- ${printableLine(about.join(', '))}: ${printableLine(says)}`,
      ...(program === null ? [] : [`  it looks like ${program}`]),
      `  → ${printableLine(fix)}`,
    ]),
  ];
}

/** Stopped containers are no fault: a user stopped them. */
function stoppedLines({ stopped }: StatusOutput): string[] {
  return stopped.flatMap(({ says, fix }) => [printableLine(says), `  → ${printableLine(fix)}`]);
}

function pendingConfirmation({
  seq,
  description,
  until,
}: NonNullable<StatusOutput['awaiting']>): string {
  return `entry ${seq}, ${printableLine(description)}: rolled back at ${localTime(until)} unless confirmed`;
}

function nextSteps({ changes, awaiting, filters, journal }: StatusOutput): string[] {
  const isLocked = filters.some(({ standing }) => standing === 'locked');
  return [
    ...(journal === null ? [] : ['vpcctl journal verify, which says how to go on']),
    ...(awaiting === null ? [] : ['vpcctl confirm']),
    ...(changes.length > 0 ? ['vpcctl replay'] : []),
    ...(isLocked
      ? ['firewall-cmd --zone=trusted --add-interface=…, with the bridge of each VPC']
      : []),
  ];
}
