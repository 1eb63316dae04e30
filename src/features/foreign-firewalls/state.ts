import {
  type FilterFact,
  type FirewallProgram,
  type ForeignChain,
  filterName,
  type HostFacts,
  type State,
} from '@vpcctl/sdk';

export const FOREIGN_FIREWALLS_FEATURE = 'foreign-firewalls';

/** What is known of the host's foreign firewalls. */
export type ForeignFirewallsSlice = {
  /** The chains that drop by default, by {@link filterName}. */
  chains: { [name: string]: ForeignChain };
  /** The programs that keep exceptions in their configuration. */
  programs: FirewallProgram[];
};

/** What a look at the host finds. */
export type FoundFirewalls = { found: ForeignChain[]; programs: FirewallProgram[] };

export const NO_FIREWALLS: ForeignFirewallsSlice = { chains: {}, programs: [] };

function slice(state: State): ForeignFirewallsSlice {
  // The fold puts only this feature's own slice there.
  return (state[FOREIGN_FIREWALLS_FEATURE] ?? NO_FIREWALLS) as ForeignFirewallsSlice;
}

/** The chains of foreign firewalls in which VPCs have exceptions. */
export function selectFilters(state: State): ForeignChain[] {
  return Object.values(slice(state).chains);
}

/** The programs in whose configuration VPCs have exceptions. */
export function selectPrograms(state: State): FirewallProgram[] {
  return slice(state).programs;
}

/** A copy of a slice with what was found added. */
export function withFound(
  { chains, programs }: ForeignFirewallsSlice,
  { found, programs: more }: FoundFirewalls,
): ForeignFirewallsSlice {
  return {
    chains: { ...chains, ...Object.fromEntries(found.map((each) => [filterName(each), each])) },
    programs: [...new Set([...programs, ...more])],
  };
}

/** A name of a table or chain that programs take as one word, and not for a flag. */
const USABLE = /^(?!-)[^\s"'`\\;{}\p{C}]{1,255}$/u;

/** Whether vpcctl records a table or chain of this name, and adds exceptions there. */
export function isUsable(name: string): boolean {
  return USABLE.test(name);
}

/** What the host has of chains and programs that vpcctl can add exceptions to. */
export function foundOn({ filters, firewallPrograms }: HostFacts): FoundFirewalls {
  return { found: adjustable(filters), programs: [...firewallPrograms] };
}

/** The chains among `found` that vpcctl can add exceptions to. */
function adjustable(found: readonly FilterFact[]): ForeignChain[] {
  return found
    .filter(({ filter, locked }) => !locked && isUsable(filter.table) && isUsable(filter.chain))
    .map(({ filter }) => filter);
}

/** What the host has, and the state does not. */
export function newOn(state: State, host: HostFacts): FoundFirewalls {
  const { found, programs } = foundOn(host);
  const known = new Set(selectFilters(state).map(filterName));
  return {
    found: found.filter((filter) => !known.has(filterName(filter))),
    programs: programs.filter((each) => !selectPrograms(state).includes(each)),
  };
}

/** What the state knows, as a look at the host would find it. */
export function knownIn(state: State): FoundFirewalls {
  return { found: selectFilters(state), programs: selectPrograms(state) };
}

export function isNothing({ found, programs }: FoundFirewalls): boolean {
  return found.length === 0 && programs.length === 0;
}
