import type { TrafficFacts } from '@vpcctl/sdk';
import type { Hindrance } from './hindrance.js';
import { stopped } from './links.js';
import { addressOf, type KnownVpc } from './questions.js';

/** Attached containers that have ended: nobody is in their namespace any more. Pure. */
export function attachmentFaults({ deserted }: TrafficFacts, known: KnownVpc): Hindrance[] {
  return known.workloads
    .filter(({ namespace, attachment }) => attachment !== null && deserted.includes(namespace))
    .map((workload) => {
      const { label, vpc, subnet, attachment } = workload;
      const name = label.split('/')[2] ?? '';
      return {
        vpcs: [vpc],
        says: `process ${attachment?.process?.pid} of ${label} has ended, and nothing runs in its namespace`,
        stops: stopped(vpc, addressOf(workload)),
        program: 'a container that ended or was restarted',
        fix: `vpcctl attach ${vpc} ${subnet} --name ${name} --pid PID, with its new process: the address and what refers to it stay`,
      };
    });
}
