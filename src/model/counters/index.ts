export {
  type CountedPolicy,
  countsSince,
  type KnownCounts,
  knownCounts,
  type PolicyCount,
  type PolicyCounts,
  policyCounts,
} from './policy-counts.js';
