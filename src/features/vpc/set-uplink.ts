import { defineIntent, inputError } from '@vpcctl/sdk';
import * as z from 'zod';
import { uplinkSchema } from './schema.js';
import { requireVpc } from './state.js';
import { chooseUplink } from './uplink.js';

const schema = z.object({ name: z.string(), uplink: uplinkSchema });

/** The data of `vpc.set-uplink`. */
export type UplinkSet = z.infer<typeof schema>;

/** `set-uplink VPC eth1|auto` */
export const setUplink = defineIntent({
  type: 'vpc.set-uplink',
  version: 1,
  input: z.strictObject({ vpc: z.string(), interface: z.string() }),
  data: schema,
  needs: () => ({ network: true }),
  decide: (state, input, { host }): UplinkSet => {
    const { name, uplink: before } = requireVpc(state, input.vpc);
    const uplink = chooseUplink(input.interface, host, state);
    if (uplink?.interface === before?.interface && uplink?.gateway === before?.gateway) {
      throw inputError(
        'UPLINK_UNCHANGED',
        `VPC ${name} ${uplink === null ? 'follows the default route of the host' : `has the uplink ${uplink.interface}`} already`,
        'see it: vpcctl show, and what the host uses now: vpcctl status',
      );
    }
    return { name, uplink };
  },
  precondition: (state, { name }) => {
    requireVpc(state, name);
  },
  about: ({ name }) => [name],
  uplink: ({ uplink }) => uplink,
  describe: ({ name, uplink }) =>
    uplink === null
      ? `let ${name} follow the default route of the host`
      : `set the uplink of ${name} to ${uplink.interface}`,
});
