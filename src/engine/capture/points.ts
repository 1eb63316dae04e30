import type { TapPoint } from '../../host/capture/index.js';
import type { CapturedWorkload } from './where.js';

/** A direction of a workload, as packets are captured there. */
export interface CapturePoint extends TapPoint {
  /** `vpc1/web/c1` */
  readonly workload: string;
  /** `from vpc1/web/c1` */
  readonly comment: string;
}

/** Both directions of each workload. Pure. */
export function pointsOf(workloads: readonly CapturedWorkload[]): CapturePoint[] {
  return workloads.flatMap(({ label, link }) => [
    {
      ...{ interface: link, direction: 'inbound' as const },
      ...{ workload: label, comment: `from ${label}` },
    },
    {
      ...{ interface: link, direction: 'outbound' as const },
      ...{ workload: label, comment: `to ${label}` },
    },
  ]);
}
