import { describe, expect, it } from 'vitest';
import { allSources, type Source } from '../../support/house/sources.js';

/**
 * What is true of IPv4 alone: the length of an address, the network of all addresses, and the
 * kernel's names for its addresses. The type of addresses says it for each family: `hostRoute`,
 * `anyNetwork`, `bitsOf`.
 */
const FAMILY_WORDS: readonly RegExp[] = [
  /\/32\b/,
  /\b0\.0\.0\.0\/0\b/,
  /\bipv[46]_addr\b/,
  /LOCAL\$/,
  /[!=]== 32\b|\(32 - |\bbits: 32\b/,
];

/** The places where such a word may stand, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  'plugins/sdk/src/address/': 'the type of addresses itself',
  'plugins/sdk/src/conformance/': 'scripts for labs, in the words of ip',
  'plugins/nftables/src/ruleset/': 'a driver: the types of elements of sets',
  'src/host/conntrack/render.ts': 'the bits of a packet mark, which is no address',
  'src/lab/init.sh': 'a script of the lab, in the words of ip',
  'src/host/probe/servers.ts': "reads the kernel's table of IPv4 addresses",
  'src/host/proc/listeners.ts':
    "reads the kernel's table of sockets, with addresses in hexadecimal",
};

/** Lines of code, without those of comments. */
function faultsIn({ path, text }: Source): string[] {
  return text.split('\n').flatMap((line, index) => {
    const code = line.replace(/^\s*(\/?\*|\/\/).*|\s\/\/ .*/, '');
    return FAMILY_WORDS.some((word) => word.test(code))
      ? [`${path}:${index + 1} ${code.trim()}`]
      : [];
  });
}

const places = Object.keys(ALLOWED);
const isAllowed = ({ path }: Source) => places.some((place) => path.startsWith(place));
const sources = allSources().filter(({ path }) => !/^(test|bin)\//.test(path));

describe('words of one address family', () => {
  it('stand only in the type of addresses and in the drivers', () => {
    expect(sources.filter((source) => !isAllowed(source)).flatMap(faultsIn)).toEqual([]);
  });

  it.each(places)('are there in %s, so that the place has to be allowed', (place) => {
    const within = sources.filter(({ path }) => path.startsWith(place));
    expect(within.flatMap(faultsIn)).not.toEqual([]);
  });

  it.each([
    ['parse(text + "/32")', 1],
    ["route.destination === '0.0.0.0/0'", 1],
    ["set('inet', 'gateways', 'ifname', 'ipv4_addr')", 1],
    ['if (prefix !== 32) return;', 1],
    ['const size = 2 ** (32 - length);', 1],
    ['/** Reads an address alone as a /32. */', 0],
    ['const first = hostAt(network, 1); // not a /32', 0],
    ["'10.0.0.0/16'", 0],
  ])('are found in code: %s', (text, count) => {
    expect(faultsIn({ path: 'a.ts', text })).toHaveLength(count);
  });
});
