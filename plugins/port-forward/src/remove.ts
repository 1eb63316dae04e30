import { defineIntent, inputError, requireVpc, type State } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';
import { parsePorts } from './ports.js';
import { keyOf, selectForwards } from './state.js';

const schema = z.object({ vpc: z.string(), forwards: z.array(z.string()).min(1) });

/** What `port-forward.remove` records: the keys of forwards, see `keyOf`. */
export type Removed = z.infer<typeof schema>;

/** `unforward VPC HOSTPORT[/PROTOCOL]…`; without a port, all forwards of the VPC. */
export const removeForwards = defineIntent({
  type: 'port-forward.remove',
  version: 1,
  input: z.strictObject({
    vpc: z.string(),
    ports: z.array(z.string()),
    listen: z.string().nullable().default(null),
    /** Leave out ports that are not forwarded to the VPC, where others are. */
    ifExists: z.boolean().default(false),
  }),
  data: schema,
  decide: (state, { vpc, ports, listen, ifExists }): Removed => {
    requireVpc(state, vpc);
    const named = ports.map((text) => keyOf({ ...parsePorts(text), listen }));
    const there = known(state, vpc);
    const wanted = ports.length === 0 ? there : [...new Set(named)];
    const present = wanted.filter((key) => there.includes(key));
    const forwards = ifExists && present.length > 0 ? present : wanted;
    requireForwards(state, { vpc, forwards });
    return { vpc, forwards };
  },
  precondition: requireForwards,
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, forwards }) => `remove the forward of ${forwards.join(', ')} to ${vpc}`,
});

function known(state: State, vpc: string): string[] {
  return Object.entries(selectForwards(state)).flatMap(([key, each]) =>
    each.vpc === vpc ? [key] : [],
  );
}

function requireForwards(state: State, { vpc, forwards }: Removed): void {
  const there = known(state, vpc);
  const missing = forwards.find((key) => !there.includes(key)) ?? (there[0] ? null : 'anything');
  if (missing === null) return;
  throw inputError(
    'FORWARD_UNKNOWN',
    `${missing} is not forwarded to ${vpc}`,
    there.length === 0 ? `${vpc} has no forward` : `there is: ${there.join(', ')}`,
  );
}
