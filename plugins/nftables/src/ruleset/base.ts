/**
 * The fixed part of the ruleset: tables, sets, and the chains that look things up in them. All else
 * is elements of these sets, and chains that such elements jump to. So the number of VPCs does not
 * lengthen a packet's path.
 */
import { SOURCE_GUARD } from './bridge-base.js';
import { DENIED, DENIED_COUNTERS } from './denied.js';
import { DNAT } from './dnat.js';
import { FORWARDING } from './forwarding.js';
import { HOST } from './host.js';
import { MARKING } from './marking.js';
import { FAMILIES, fragment, type RulesetFragment } from './objects.js';
import { SETS } from './sets.js';

/** Tables, sets and base chains: what a `packet-filter` consists of. */
export const BASE: RulesetFragment = fragment({
  tables: FAMILIES,
  counters: DENIED_COUNTERS,
  sets: SETS,
  chains: [...MARKING, ...DNAT, ...FORWARDING, ...HOST, ...SOURCE_GUARD, ...DENIED],
});
