import type { ContainerQuestion, State } from '@vpcctl/sdk';
import { selectInstances } from '../network/index.js';

/** The containers of instances to look for, where the process that they were known by has ended. */
export function containersToAsk(state: State): ContainerQuestion[] {
  return Object.values(selectInstances(state)).flatMap(({ attachment }) => {
    const { process = null, container } = attachment ?? {};
    return process === null || container === undefined ? [] : [{ ...container, process }];
  });
}
