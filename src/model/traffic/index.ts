/** The façade of what the host does with packets, beside what the journal says: hindrances. */
import type { ContainerFact, State, TrafficFacts } from '@vpcctl/sdk';
import { attachmentFaults } from './attachments.js';
import { filterFaults } from './foreign-filters.js';
import { foreignRules } from './foreign-rules.js';
import { type Hindrance, merged } from './hindrance.js';
import { kernelAnswers, silence } from './kernel-answers.js';
import { linkFaults } from './links.js';
import { natFaults } from './nat.js';
import { entryFaults, neighbourFaults } from './neighbours.js';
import { ownTableFaults } from './own-table.js';
import { knownVpcs } from './questions.js';

export { type End, type Hindrance, hindranceOf, type Packet, vpcEnd } from './hindrance.js';
export { trafficNeeds } from './questions.js';

/**
 * What keeps packets of VPCs from arriving, although the host may match the journal: rules, routes,
 * links and NAT of other programs. Pure.
 * @param facts as they were read for {@link trafficNeeds} of the same state
 * @param containers what engines say of the containers that have ended; without it they may have
 *   restarted
 */
export function findHindrances(
  state: State,
  facts: TrafficFacts,
  containers: readonly ContainerFact[] = [],
): Hindrance[] {
  const vpcs = knownVpcs(state);
  const found = vpcs.flatMap((known) => [
    ...linkFaults(facts, known),
    ...foreignRules(facts, known),
    ...ownTableFaults(facts, known, vpcs),
    ...neighbourFaults(facts, known),
    ...entryFaults(facts, known),
    ...silence(facts, known),
    ...natFaults(facts, known),
    ...filterFaults(state, facts, known),
    ...attachmentFaults(facts, known, containers),
  ]);
  return merged([...found, ...kernelAnswers(facts, vpcs, found)]);
}
