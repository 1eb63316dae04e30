import type { PacketPolicyResource } from '@vpcctl/sdk';
import { BASE } from '../ruleset/base.js';
import type { Parts } from '../ruleset/objects.js';
import { forwardParts } from './forward.js';
import { groupParts } from './group.js';
import { hairpinParts } from './hairpin.js';
import { serviceParts } from './host-service.js';
import { internetParts } from './internet.js';
import { peeringParts } from './peering.js';
import { portParts } from './port.js';
import { routerParts } from './router.js';

/** What a resource is made of in nftables. */
export function partsOf(resource: PacketPolicyResource): Parts {
  switch (resource.kind) {
    case 'packet-filter':
      return BASE;
    case 'router':
      return routerParts(resource.attributes);
    case 'port':
      return portParts(resource.attributes);
    case 'internet-access':
      return internetParts(resource.attributes);
    case 'peering':
      return peeringParts(resource.attributes);
    case 'security-group':
      return groupParts(resource.attributes);
    case 'hairpin':
      return hairpinParts(resource.attributes);
    case 'forward':
      return forwardParts(resource.attributes);
    case 'host-service':
      return serviceParts(resource.attributes);
  }
}
