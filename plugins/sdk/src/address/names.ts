import { type InterfaceName, interfaceName } from './interface.js';

/**
 * The longest name. `veth-VPC-SUBNET` has to fit an altname of 127 bytes (ALTIFNAMSIZ in linux/if.h
 * is 128, with the closing zero).
 */
export const LONGEST_NAME = 60;
const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const INTERFACE = /^(?!-|\.{1,2}$)[^\s/:\p{C}]{1,15}$/u;
const MAC = /^02(:[0-9a-f]{2}){5}$/;

/**
 * Whether a text can name a VPC, subnet or instance: it is a DNS label (RFC 1123), since it becomes
 * a part of the names of namespaces, interfaces and hosts. Pure.
 */
export function isName(text: string): boolean {
  return text.length <= LONGEST_NAME && NAME.test(text);
}

/** Whether the kernel takes a text as the name of an interface, and no program as a flag. Pure. */
export function isInterfaceName(text: string): boolean {
  return INTERFACE.test(text) && Buffer.byteLength(text) <= 15;
}

/**
 * Whether an interface is named as `interfaceName` and `macFor` name the one that is called `full`.
 * What a journal from elsewhere calls ours is then never an interface of the host. Pure.
 */
export function isNamedFor(
  full: string,
  { name, altname, mac }: InterfaceName & { mac: string },
): boolean {
  const possible = [interfaceName(full, () => false), interfaceName(full, () => true)];
  const isOne = possible.some((one) => one.name === name && one.altname === altname);
  return isOne && MAC.test(mac);
}
