import {
  inputError,
  requireInstance,
  requireSubnet,
  requireVpc,
  type State,
  type WorkloadView,
  workloadsOf,
} from '@vpcctl/sdk';

/** Each has two programs that capture, one for each direction. */
const MOST = 64;

/** A workload to capture at. */
export interface CapturedWorkload {
  /** `vpc1/web/c1` */
  readonly label: string;
  /** The end of its veth pair on the host. */
  readonly link: string;
}

/**
 * The workloads that `VPC`, `VPC/SUBNET` or `VPC/SUBNET/NAME` stands for: all of a VPC, all of a
 * subnet, or one. Pure.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`, `PLACE_INVALID`,
 *   `CAPTURE_NOTHING`, `CAPTURE_TOO_MANY`
 */
export function workloadsAt(state: State, place: string): CapturedWorkload[] {
  const [vpc = '', subnet, name, ...more] = place.split('/');
  if (more.length > 0) {
    throw inputError(
      'PLACE_INVALID',
      `${JSON.stringify(place)} is not VPC, VPC/SUBNET or VPC/SUBNET/NAME`,
      'vpcctl list shows what there is',
    );
  }
  requireVpc(state, vpc);
  if (subnet !== undefined) requireSubnet(state, vpc, subnet);
  if (subnet !== undefined && name !== undefined) requireInstance(state, vpc, subnet, name);
  const found = workloadsOf(state, vpc).filter(
    (each) =>
      (subnet === undefined || each.subnet === subnet) &&
      (name === undefined || each.instance === name),
  );
  if (found.length === 0) {
    const hint = `it has no workload yet: vpcctl add-subnet ${vpc} …`;
    throw inputError('CAPTURE_NOTHING', `there is nothing to capture at in ${vpc}`, hint);
  }
  if (found.length > MOST) {
    throw inputError(
      'CAPTURE_TOO_MANY',
      `${place} has ${found.length} workloads, and packets can be captured at ${MOST} at once`,
      `name a subnet or one workload: ${vpc}/${found[0]?.subnet}`,
    );
  }
  return found.map((workload) => ({
    label: labelOf(workload),
    link: workload.hostEnd.name,
  }));
}

function labelOf({ vpc, subnet, instance }: WorkloadView): string {
  return [vpc, subnet, ...(instance === null ? [] : [instance])].join('/');
}
