import { inputError } from '@vpcctl/sdk';

/**
 * The longest name. `veth-VPC-SUBNET` has to fit an altname of 127 bytes (ALTIFNAMSIZ in linux/if.h
 * is 128, with the closing zero).
 */
const LONGEST = 60;
const PATTERN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/**
 * Checks the name of a VPC, subnet or instance. It has to be a DNS label (RFC 1123), since it
 * becomes a part of the names of namespaces, interfaces and hosts.
 * @param what the named thing in errors: `a VPC`
 * @throws VpcctlError `NAME_INVALID`
 */
export function checkName(what: string, name: string): string {
  if (name.length <= LONGEST && PATTERN.test(name)) return name;
  const shown = JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
  const hints = [`use at most ${LONGEST} lower-case letters, digits and inner dashes: web-1`];
  const lower = name.toLowerCase();
  if (lower !== name && lower.length <= LONGEST && PATTERN.test(lower)) {
    hints.unshift(`did you mean ${lower}?`);
  }
  throw inputError('NAME_INVALID', `${what} cannot be named ${shown}`, ...hints);
}
