import type { GroupRule, State } from '@vpcctl/sdk';

export { parseReference, resolveRemote } from './reference.js';

export const FIREWALL_FEATURE = 'firewall';

/** A rule as recorded; `remote` is a CIDR or `sg:VPC/SUBNET`, and null is any address. */
export type FirewallRule = Omit<GroupRule, 'remotes'> & { remote: string | null };

/** The policy of a subnet as recorded; a direction that is null is open. */
export type Firewall = {
  vpc: string;
  subnet: string;
  ingress: FirewallRule[] | null;
  egress: FirewallRule[] | null;
};

/** The slice: policies by `<vpc>/<subnet>`. */
export type FirewallSlice = { [key: string]: Firewall };

/** The policies of a state, by `<vpc>/<subnet>`. */
export function selectFirewalls(state: State): FirewallSlice {
  // The fold puts only this feature's own slice there.
  return (state[FIREWALL_FEATURE] ?? {}) as FirewallSlice;
}
