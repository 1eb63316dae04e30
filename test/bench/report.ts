import { renderTable } from '../../src/ui/text/table.js';
import { ALLOWED_PER_PLUGIN } from './plugins.js';

/** What was measured of one step. Times are medians in milliseconds. */
export interface Measured {
  readonly step: string;
  readonly vpcctl: number;
  /** Null where there is no script: the command only reads. */
  readonly script: number | null;
  readonly programs: number;
  readonly scriptPrograms: number | null;
  readonly namespaces: number;
}

/** A measured step beside what it may cost. */
export interface Judged extends Measured {
  /** Milliseconds. */
  readonly allowed: number;
  readonly isFast: boolean;
  readonly allowedPrograms: number;
  readonly isFrugal: boolean;
}

/** The machine and what else it did meanwhile. */
export interface Machine {
  readonly cores: number;
  readonly kernel: string;
  readonly node: string;
  /** Runnable processes, the mean of a minute: before and after the measurement. */
  readonly load: readonly [number, number];
}

/** All of a run: what `--json` prints. */
export interface Report {
  readonly rounds: number;
  /** The median of `node -e 0`, in milliseconds. */
  readonly bareNode: number;
  /** What each installed plugin that is not used adds to `list`, in milliseconds. */
  readonly plugin: number;
  readonly steps: readonly Judged[];
  /** What the script builds otherwise than vpcctl; see check.ts. */
  readonly differences: readonly string[];
  readonly machine: Machine;
}

/** The step that makes a VPC where there is none. */
export const FIRST_VPC = 'create-vpc, the first';

/**
 * Compares a step with the aims: a reading command may cost three bare starts of Node; a changing one what its
 * script costs and two bare starts; and neither starts more programs than namespaces it touches and four; the first VPC, which looks the host over, one
 * more.
 */
export function judge(measured: Measured, bareNode: number): Judged {
  const { step, vpcctl, script, programs, namespaces } = measured;
  const allowed = script === null ? 3 * bareNode : script + 2 * bareNode;
  const allowedPrograms = namespaces + (step === FIRST_VPC ? 5 : 4);
  return {
    ...measured,
    allowed,
    isFast: vpcctl <= allowed,
    allowedPrograms,
    isFrugal: programs <= allowedPrograms,
  };
}

/** The report for people. */
export function renderReport({
  rounds,
  bareNode,
  plugin,
  steps,
  differences,
  machine,
}: Report): string {
  const head = ['step', 'vpcctl', 'script', 'allowed', 'verdict'];
  const programs = ['programs', 'allowed', 'verdict', "script's"];
  const rows = steps.map((step) => [
    ...[step.step, time(step.vpcctl), time(step.script), time(step.allowed)],
    step.isFast ? 'met' : `missed by ${time(step.vpcctl - step.allowed)}`,
    ...[String(step.programs), String(step.allowedPrograms)],
    step.isFrugal ? 'met' : `missed by ${step.programs - step.allowedPrograms}`,
    step.scriptPrograms === null ? '' : String(step.scriptPrograms),
  ]);
  const { cores, kernel, node, load } = machine;
  return [
    renderTable([...head, ...programs], [['node -e 0', time(bareNode)], ...rows]),
    `\nEach installed plugin adds ${plugin.toFixed(1)} ms to list; allowed ${ALLOWED_PER_PLUGIN} ms: ` +
      `${plugin < ALLOWED_PER_PLUGIN ? 'met' : 'missed'}.`,
    `Medians of ${rounds} rounds. ${cores} cores, Linux ${kernel}, Node ${node}; ` +
      `load ${load[0].toFixed(2)} before, ${load[1].toFixed(2)} after.`,
    ...(differences.length === 0
      ? []
      : [
          '\nThe script builds something else; bring test/bench/script up to date:',
          ...differences,
        ]),
  ].join('\n');
}

function time(milliseconds: number | null): string {
  return milliseconds === null ? '' : `${milliseconds.toFixed(0)} ms`;
}
