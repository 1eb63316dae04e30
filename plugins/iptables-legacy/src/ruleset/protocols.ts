import { hasPorts, protocolNumber, protocolOf } from '@vpcctl/sdk';

/** How a rule of ours writes a protocol: by name only those whose name iptables needs. */
export function protocolWord(protocol: string): string {
  const number = protocolNumber(protocol);
  if (number === null) return protocol;
  const name = protocolOf(number);
  return name === 'icmp' || hasPorts(name) ? name : String(number);
}

/**
 * A rule of `iptables-legacy-save` with its protocol as ours have it. There it has the name that
 * `/etc/protocols` of this host gives it.
 */
export function withProtocolWord(rule: string): string {
  return rule.replace(
    /^((?:-[sd] \S+ )*-p )(\S+)/,
    (_, start: string, protocol: string) => start + protocolWord(protocol),
  );
}
