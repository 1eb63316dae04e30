import type { PacketPolicyResource } from '@vpcctl/sdk';
import { BASE } from '../ruleset/base.js';
import type { RulesetFragment } from '../ruleset/objects.js';
import { answerPathRules } from './answer-path.js';
import { deniedLogRules } from './denied-log.js';
import { hairpinRules } from './hairpin.js';
import { hostServiceRules } from './host-service.js';
import { masqueradeRules } from './masquerade.js';
import { peeringRules } from './peering.js';
import { portForwardRules } from './port-forward.js';
import { securityGroupRules } from './security-group.js';
import { sourceGuardRules } from './source-guard.js';
import { uplinkRules } from './uplink.js';
import { vpcBoundaryRules } from './vpc-boundary.js';

/** The nftables objects that make up a resource. */
export function rulesFor(resource: PacketPolicyResource): RulesetFragment {
  switch (resource.kind) {
    case 'packet-filter':
      return BASE;
    case 'vpc-boundary':
      return vpcBoundaryRules(resource.attributes);
    case 'source-guard':
      return sourceGuardRules(resource.attributes);
    case 'uplink':
      return uplinkRules(resource.attributes);
    case 'answer-path':
      return answerPathRules(resource.attributes);
    case 'masquerade':
      return masqueradeRules(resource.attributes);
    case 'peering':
      return peeringRules(resource.attributes);
    case 'security-group':
      return securityGroupRules(resource.attributes);
    case 'hairpin':
      return hairpinRules(resource.attributes);
    case 'port-forward':
      return portForwardRules(resource.attributes);
    case 'host-service':
      return hostServiceRules(resource.attributes);
    case 'denied-log':
      return deniedLogRules(resource.attributes);
  }
}
