import type { UplinkInterface } from '@vpcctl/sdk';
import { element, fragment, type RulesetFragment } from '../ruleset/objects.js';

/** One of the interfaces for workloads that may open connections by any uplink. */
export function uplinkRules({ interface: name }: UplinkInterface['attributes']): RulesetFragment {
  return fragment({ elements: [element('inet', 'uplinks', [name])] });
}
