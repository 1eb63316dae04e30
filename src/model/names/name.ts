import { inputError, isName, LONGEST_NAME } from '@vpcctl/sdk';

/**
 * Checks the name of a VPC, subnet or instance. It has to be a DNS label (RFC 1123), since it
 * becomes a part of the names of namespaces, interfaces and hosts.
 * @param what the named thing in errors: `a VPC`
 * @throws VpcctlError `NAME_INVALID`
 */
export function checkName(what: string, name: string): string {
  if (isName(name)) return name;
  const shown = JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
  const hints = [`use at most ${LONGEST_NAME} lower-case letters, digits and inner dashes: web-1`];
  const lower = name.toLowerCase();
  if (lower !== name && isName(lower)) {
    hints.unshift(`did you mean ${lower}?`);
  }
  throw inputError('NAME_INVALID', `${what} cannot be named ${shown}`, ...hints);
}
