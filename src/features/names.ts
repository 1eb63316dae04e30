/** The names of the core's features, for who wants to know without loading them. */
export const CORE_FEATURES: readonly string[] = [
  'backend',
  'vpc',
  'subnet',
  'instance',
  'peering',
  'firewall',
  'foreign-firewalls',
];
