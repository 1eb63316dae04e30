import type { State } from '@vpcctl/sdk';
import { backendOf } from '../features/backend/state.js';
import { selectVpcs } from '../features/vpc/state.js';
import type { LabCopy } from '../lab/lab-copy.js';
import { INTERNET, LAB, UPLINK } from '../lab/layout.js';
import { probeInLab } from '../lab/probe-in-lab.js';
import type { Lowered } from '../model/reach/index.js';
import { type Compared, compareVerdicts } from './compare.js';
import type { MatrixFlow, Surroundings } from './flow.js';
import { matrixOf } from './matrix.js';
import { placeholdersOf } from './placeholders.js';

/** The hosts around the VPCs in a lab. */
export const LAB_SURROUNDINGS: Surroundings = {
  host: UPLINK.address,
  internet: { name: 'internet', namespace: LAB.internet, address: INTERNET.host },
};

/** The result of a comparison of two backends. */
export interface Comparison {
  readonly compared: readonly Compared[];
  /** How many flows there would be without a limit. */
  readonly possible: number;
}

/**
 * Builds a state in two labs, each with another backend, and sends the same packets in both. Flows
 * that differ are tried again in two new labs: a difference counts only if it appears twice, since
 * a busy host may cause one.
 * @param lowered the state that `labCopy` builds, with its resources
 * @param limit the most flows
 * @throws VpcctlError `LAB_PROBE_FAILED`, also where a backend can't be used here; as `runLab`
 */
export async function compareBackends(
  packageRoot: string,
  labCopy: LabCopy,
  lowered: Lowered,
  backends: readonly [string, string],
  limit: number,
): Promise<Comparison> {
  const { state } = lowered;
  const { workloads, flows, possible, ports } = matrixOf(lowered, LAB_SURROUNDINGS, limit);
  const knownOutside = Object.values(selectVpcs(state)).map(({ cidr }) => cidr);
  const { namespaces } = placeholdersOf(state);
  const probe = (backend: string, some: readonly MatrixFlow[]) =>
    probeInLab(
      packageRoot,
      `the lab with ${backend}`,
      { ...labCopy, knownOutside, namespaces },
      { commands: backendCommands(state, backend), workloads, flows: some, ports },
    );
  const compare = async (some: readonly MatrixFlow[]) => {
    const verdicts = await Promise.all(backends.map((backend) => probe(backend, some)));
    return compareVerdicts(some, verdicts[0] ?? [], verdicts[1] ?? []);
  };
  const compared = await compare(flows);
  const doubtful = compared.filter(({ differs }) => differs).map(({ flow }) => flow);
  if (doubtful.length === 0) return { compared, possible };
  const again = new Map((await compare(doubtful)).map((each) => [each.flow, each]));
  return { compared: compared.map((each) => again.get(each.flow) ?? each), possible };
}

/** The commands (arguments of vpcctl) that make `state` use another backend. Pure. */
function backendCommands(state: State, backend: string): string[][] {
  return backendOf(state) === backend ? [] : [['backend', 'set', backend]];
}
