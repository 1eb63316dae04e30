import type { ContainerFact, ContainerReference, TrafficFacts } from '@vpcctl/sdk';
import type { Workload } from '../workloads/select.js';
import type { Hindrance } from './hindrance.js';
import { stopped } from './links.js';
import { addressOf, type KnownVpc } from './questions.js';

/** Attached namespaces that are gone: of containers that have ended, or deleted by their name. Pure. */
export function attachmentFaults(
  { deserted }: TrafficFacts,
  known: KnownVpc,
  containers: readonly ContainerFact[],
): Hindrance[] {
  return known.workloads
    .filter(({ namespace, attachment }) => attachment !== null && deserted.includes(namespace))
    .map((workload) => {
      const { vpc, attachment } = workload;
      const container = attachment?.container;
      return {
        ...{ vpcs: [vpc], stops: stopped(vpc, addressOf(workload)), program: null },
        ...(container === undefined ? ended(workload) : away(workload, container, containers)),
      };
    });
}

type Words = Pick<Hindrance, 'says' | 'fix'> & Partial<Hindrance>;

function ended({ label, vpc, subnet, namespace, attachment }: Workload): Words {
  const again = `vpcctl attach ${vpc} ${subnet} --name ${nameOf(label)}`;
  if (!attachment?.process) {
    return {
      says: `the namespace ${namespace} of ${label} is gone`,
      fix: `make it again, and then vpcctl replay; or ${again} --netns NAME, with another one: the address and what refers to it stay`,
    };
  }
  return {
    says: `process ${attachment.process.pid} of ${label} has ended, and nothing runs in its namespace`,
    program: 'a container that ended or was restarted',
    fix: `${again} --pid PID, with its new process: the address and what refers to it stay`,
  };
}

/** A container that was attached by its name: it is found again when it runs. */
function away(
  { label, vpc, subnet }: Workload,
  container: ContainerReference,
  facts: readonly ContainerFact[],
): Words {
  const { engine, name } = container;
  const about = `container ${name} of ${engine} (${label})`;
  const start = `${engine} start ${name}, and then vpcctl replay`;
  const fact = facts.find((each) => each.name === name && each.engine === engine);
  if (fact?.namespace) {
    const again = `vpcctl attach ${vpc} ${subnet} --container ${name} --name ${nameOf(label)}`;
    return {
      says: `${about} has restarted in a new namespace`,
      fix: `vpcctl replay; where that changes nothing, this says why: ${again}`,
    };
  }
  if (fact !== undefined) {
    return {
      ...{ says: `${about} does not run`, fix: start },
      stopped: { workload: label, container },
    };
  }
  const { problems = [] } = facts.find((each) => each.name === name) ?? {};
  if (problems.length > 0) {
    return { says: `${about} has ended or restarted: ${problems.join('; ')}`, fix: start };
  }
  if (facts.some((each) => each.name === name)) {
    return {
      ...{ says: `${about} has been removed`, stopped: { workload: label, container } },
      fix: `run it again under that name, or: vpcctl detach ${vpc} ${subnet} ${nameOf(label)}`,
    };
  }
  return { says: `${about} has ended or restarted`, fix: start };
}

function nameOf(label: string): string {
  return label.split('/')[2] ?? '';
}
