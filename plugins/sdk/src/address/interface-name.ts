import { createHash } from 'node:crypto';

/** The kernel ends interface names at 15 bytes (IFNAMSIZ in linux/if.h is 16, with the closing zero). */
const LONGEST = 15;

/** The name of an interface as the kernel has it, and the full name as altname where that is longer. */
export type InterfaceName = { name: string; altname: string | null };

/**
 * The kernel's name for an interface that should be called `full`: its first 15 characters where those are free
 * (tc cuts what it is given to 15, so the full name works there), a hash otherwise. Where another interface has
 * `full` itself, it can't be an altname either: names and altnames are one set to the kernel.
 */
export function interfaceName(full: string, isTaken: (name: string) => boolean): InterfaceName {
  const cut = full.slice(0, LONGEST);
  const altname = full === cut ? null : full;
  if (!isTaken(cut)) return { name: cut, altname };
  const prefix = full.slice(0, full.indexOf('-') + 1);
  const digest = createHash('sha256').update(full).digest('hex');
  return { name: prefix + digest.slice(0, LONGEST - prefix.length), altname };
}
