import {
  API_VERSION,
  defineFeature,
  defineIntent,
  inputError,
  type JsonObject,
  requireVpc,
  type State,
  type VpcctlPlugin,
} from '@vpcctl/sdk';
import * as z from 'zod';

const schema = z.object({ vpc: z.string(), cidr: z.string() });

/** The kind of its resources. */
export const BAN_KIND = 'blackhole';

type Ban = z.infer<typeof schema>;

const select = (state: State) => (state['ban'] ?? []) as readonly Ban[];
const describe = ({ vpc, cidr }: Ban) => `ban ${cidr} for ${vpc}`;

function refuseTwice(state: State, { vpc, cidr }: Ban): void {
  requireVpc(state, vpc);
  if (select(state).some((each) => each.vpc === vpc && each.cidr === cidr))
    throw inputError('BAN_TWICE', `${cidr} is banned for ${vpc}`, 'it is so already');
}

const add = defineIntent({
  ...{ type: 'ban.add', version: 1, input: schema, data: schema, describe },
  precondition: refuseTwice,
  decide(state, input) {
    refuseTwice(state, input);
    return input;
  },
});

const feature = defineFeature<readonly Ban[]>({
  name: 'ban',
  initial: [],
  intents: [add],
  evolve: {
    'ban.add': (bans, data: Ban) => [...bans, data],
    'vpc.delete': (bans, { name }: JsonObject) => bans.filter(({ vpc }) => vpc !== name),
  },
  lower: (state) =>
    select(state).map(({ vpc, cidr }) => ({
      kind: BAN_KIND,
      id: `blackhole:${vpc}:${cidr}`,
      attributes: { vpc, cidr },
      dependsOn: [`bridge:${requireVpc(state, vpc).bridge.name}`],
      why: describe({ vpc, cidr }),
    })),
});

/** A plugin as a user may install it: networks that a VPC does not send to. */
export const BAN_PLUGIN: VpcctlPlugin = {
  ...{ name: 'vpcctl-ban', apiVersion: API_VERSION, features: [feature] },
};

/** What is recorded of it. */
export const BAN_ORIGIN = { name: 'vpcctl-ban', version: '1.2.0', source: '/srv/vpcctl-ban.tgz' };
