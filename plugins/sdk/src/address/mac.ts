import { createHash } from 'node:crypto';

/**
 * A MAC for what is called `name`: always the same one, locally administered and unicast (IEEE 802, second and
 * first bit of the first octet), so that a dry run shows what the real run makes.
 */
export function macFor(name: string): string {
  const octets = createHash('sha256').update(name).digest().subarray(0, 5);
  return ['02', ...Array.from(octets, (octet) => octet.toString(16).padStart(2, '0'))].join(':');
}
