/** The names of the core's features. Reading them here does not load the features. */
export const CORE_FEATURES: readonly string[] = [
  'backend',
  'vpc',
  'subnet',
  'instance',
  'peering',
  'firewall',
  'foreign-firewalls',
];
