import { textOf } from '../codec/attributes.js';
import { libc } from '../libc.js';

/** IFNAMSIZ of linux/if.h. */
const LENGTH = 16;

/** The name of the interface with that number in this network namespace; null where there is none. */
export function interfaceName(index: number): string | null {
  const name = Buffer.alloc(LENGTH);
  return libc().if_indextoname(index, name) === null ? null : textOf(name);
}
