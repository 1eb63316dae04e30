import { defineIntent, inputError, requireVpc, requireWorkload, type State } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';
import { checkForwards, checkListen, checkListeners } from './clashes.js';
import { parsePorts } from './ports.js';
import { type Added, addedSchema, forwardsOf, portsText } from './state.js';

const inputSchema = z.strictObject({
  vpc: z.string(),
  targets: z.array(z.string()).min(1),
  ports: z.array(z.string()).min(1),
  listen: z.string().nullable().default(null),
});

/** `forward VPC SUBNET[/INSTANCE][,…] HOSTPORT:PORT…` */
export const addForwards = defineIntent({
  type: 'port-forward.add',
  version: 1,
  input: inputSchema,
  data: addedSchema,
  needs: (_state, { ports }) => ({ listeners: ports.map(parsePorts) }),
  decide: (state, input, { host }): Added => {
    const added = {
      vpc: requireVpc(state, input.vpc).name,
      targets: input.targets,
      listen: checkListen(state, input.listen),
      ports: input.ports.map(parsePorts),
    };
    checkTargets(state, added);
    checkForwards(state, forwardsOf(added));
    checkListeners(host, forwardsOf(added));
    return added;
  },
  precondition: (state, added) => {
    requireVpc(state, added.vpc);
    checkTargets(state, added);
    checkForwards(state, forwardsOf(added));
  },
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, targets, listen, ports }) => {
    const at = listen === null ? '' : ` at ${listen}`;
    return `forward ${ports.map(portsText).join(', ')}${at} to ${vpc}/${targets.join(', ')}`;
  },
});

function checkTargets(state: State, { vpc, targets }: Added): void {
  for (const target of targets) requireWorkload(state, vpc, target);
  const twice = targets.find((target, place) => targets.indexOf(target) !== place);
  if (twice === undefined) return;
  throw inputError('TARGET_TWICE', `${twice} is named twice`, 'name each target once');
}
