import { createHash } from 'node:crypto';

/**
 * The kernel ends interface names at 15 bytes (IFNAMSIZ in linux/if.h is 16, with the closing
 * zero).
 */
const LONGEST = 15;

/**
 * The kernel's name of an interface; `altname` is the full name where that is longer, else null.
 */
export type InterfaceName = { name: string; altname: string | null };

/**
 * The kernel's name for an interface whose full name is `full`. It is the first 15 characters where
 * they are free (tc cuts every name to 15, so the full name works there), else a prefix and a hash.
 * An interface that has `full` itself rules it out as an altname, too: names and altnames share one
 * set in the kernel. Pure.
 * @param isTaken whether another interface has a name
 */
export function interfaceName(full: string, isTaken: (name: string) => boolean): InterfaceName {
  const cut = full.slice(0, LONGEST);
  const altname = full === cut ? null : full;
  if (!isTaken(cut)) return { name: cut, altname };
  const prefix = full.slice(0, full.indexOf('-') + 1);
  const digest = createHash('sha256').update(full).digest('hex');
  return { name: prefix + digest.slice(0, LONGEST - prefix.length), altname };
}

/**
 * The MAC for an interface that is called `name`: always the same one, so that a dry run shows what
 * the real run makes. It is locally administered and unicast (IEEE 802, second and first bit of the
 * first octet). Pure.
 */
export function macFor(name: string): string {
  const octets = createHash('sha256').update(name).digest().subarray(0, 5);
  return ['02', ...Array.from(octets, (octet) => octet.toString(16).padStart(2, '0'))].join(':');
}
