import { type FeatureTopology, topologyKey } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';
import { disableDns } from './disable.js';
import { enableDns } from './enable.js';
import { domainOf } from './names.js';
import { selectDns } from './state.js';

/** `dns: true` of a VPC in a topology file. */
const dns = topologyKey<boolean>({
  level: 'vpc',
  name: 'dns',
  schema: z
    .boolean({ error: 'must be true or false' })
    .describe('Whether its workloads have names, served at its gateway. Default: false.'),
  read: (state, [vpc = '']) => (selectDns(state)[vpc] === undefined ? undefined : true),
  requests: (state, [vpc = ''], wanted) => {
    const isEnabled = selectDns(state)[vpc] !== undefined;
    if (isEnabled === (wanted ?? false)) return [];
    return [{ type: isEnabled ? disableDns.type : enableDns.type, input: { vpc } }];
  },
  describe: (_state, [vpc = ''], wanted) =>
    wanted ? `gets names in ${domainOf(vpc)}` : 'has no names any more',
});

export const dnsTopology: FeatureTopology = { keys: [dns] };
