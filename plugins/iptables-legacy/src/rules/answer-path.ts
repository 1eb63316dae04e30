import type { AnswerPath } from '@vpcctl/sdk';
import {
  addToMark,
  element,
  fragment,
  openedTo,
  type RulesetFragment,
} from '../ruleset/objects.js';

/** Sends answers from one address of the host by its own uplink. */
export function answerPathRules({ address, mark }: AnswerPath['attributes']): RulesetFragment {
  const why = 'route the answer by the uplink of this address';
  return fragment({
    elements: [element('mangle', 'ANSWERS', why, [openedTo(address), addToMark(mark)])],
  });
}
