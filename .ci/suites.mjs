#!/usr/bin/env node
/**
 * Which long suites a change asks for, by the paths that it touches: a line each, `SUITE MINUTES PATH`.
 *
 *     git diff --name-only BASE | node .ci/suites.mjs
 *
 * MINUTES is how long the suite usually takes on two cores, and PATH the first file that asks for it.
 */
import { readFileSync } from 'node:fs';

/** What each long suite guards. CONTRIBUTING.md has the same table in words. */
const SUITES = [
  {
    name: 'attacks',
    minutes: 6,
    guards: [
      /^plugins\/(nftables|iptables-legacy)\/src\//,
      /^src\/host\/(iproute2|conntrack)\//,
      /^src\/features\/[^/]+\/lower\.ts$/,
      /^src\/model\/workloads\//,
      /^test\/(support|long)\/attacks\//,
    ],
  },
  {
    name: 'chaos',
    minutes: 8,
    guards: [
      /^src\/engine\/(run|transaction|repair|confirm)\//,
      /^src\/host\/(executor|netlink|nftables|record)\//,
      /^plugins\/(nftables|iptables-legacy)\/src\/(observe|parse-listing)\.ts$/,
      /^journal\/src\//,
      /^test\/(support|long)\/chaos\//,
      /^plugins\/sdk\/src\/conformance\//,
    ],
  },
];

/** The lines for a change of `paths`. */
export function suitesOf(paths) {
  return SUITES.flatMap(({ name, minutes, guards }) => {
    const first = paths.find((path) => guards.some((guard) => guard.test(path)));
    return first === undefined ? [] : [`${name} ${minutes} ${first}`];
  });
}

if (import.meta.filename === process.argv[1]) {
  for (const line of suitesOf(readFileSync(0, 'utf8').split('\n'))) console.log(line);
}
