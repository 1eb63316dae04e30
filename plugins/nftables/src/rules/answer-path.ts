import type { AnswerPath } from '@vpcctl/sdk';
import {
  addBits,
  assign,
  chain,
  element,
  fragment,
  jump,
  meta,
  type RulesetFragment,
  rule,
} from '../ruleset/objects.js';

/** Sends answers from one address of the host by its own uplink. */
export function answerPathRules({ address, mark }: AnswerPath['attributes']): RulesetFragment {
  const name = `answer/${address}`;
  const marked = assign(meta('mark'), addBits(meta('mark'), mark));
  return fragment({
    chains: [chain('inet', name, rule('route the answer by the uplink of this address', marked))],
    elements: [element('inet', 'answers', [address], jump(name))],
  });
}
