import options from './options.json' with { type: 'json' };

/** What was asked for by an option of `npm run test:…`, or its default; null where it has none. */
function textOf(variable: string): string | null {
  const option = options.find((each) => each.variable === variable);
  if (option === undefined) throw new Error(`no option sets ${variable}`);
  return process.env[variable] ?? option.default;
}

function countOr<T>(variable: string, otherwise: T): number | T {
  const text = textOf(variable);
  if (text === null) return otherwise;
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new Error(`${variable} is not a count: ${text}`);
  return count;
}

function count(variable: string): number {
  return countOr(variable, 1);
}

function is(variable: string, word: string): boolean {
  return textOf(variable) === word;
}

/** How long each suite is. `test/support/run/options.json` says what each option means, and its default. */
export const LENGTHS = {
  /** Examples of a property; null where its own number counts. */
  examples: countOr('VPCCTL_TEST_EXAMPLES', null),
  /** Of long lists of cases; `few` picks them. */
  allCases: is('VPCCTL_TEST_CASES', 'all'),
  allMutations: is('VPCCTL_TEST_MUTATIONS', 'all'),
  alsoWithBridgeFilter: is('VPCCTL_TEST_BRIDGE_FILTER', 'both'),
  floodChanges: count('VPCCTL_TEST_FLOOD_CHANGES'),
  allKillPoints: is('VPCCTL_TEST_KILL_POINTS', 'all'),
  allFailingSteps: is('VPCCTL_TEST_FAILING_STEPS', 'all'),
  sabotages: count('VPCCTL_TEST_SABOTAGES'),
  randomKills: count('VPCCTL_TEST_RANDOM_KILLS'),
  worlds: count('VPCCTL_TEST_WORLDS'),
  worldsAtOnce: count('VPCCTL_TEST_WORLDS_AT_ONCE'),
  shrinkSeconds: count('VPCCTL_TEST_SHRINK_SECONDS'),
  sequences: count('VPCCTL_TEST_SEQUENCES'),
  topologies: count('VPCCTL_TEST_TOPOLOGIES'),
  /** Of all that is random in a run. */
  seed: countOr('VPCCTL_TEST_SEED', (Date.now() % 1_000_000_000) + 1),
};
