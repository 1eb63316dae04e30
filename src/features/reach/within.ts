import type { Cidr } from '@vpcctl/sdk';

/** Whether an address, dotted and known to be one, lies in a network. A matrix asks this a million times. */
export function isWithin({ first, last }: Cidr, address: string): boolean {
  const value = addressNumber(address);
  return first <= value && value <= last;
}

/** An address as a number, as {@link Cidr} has it. */
export function addressNumber(address: string): bigint {
  let value = 0;
  for (const octet of address.split('.')) value = value * 256 + Number(octet);
  return BigInt(value);
}
