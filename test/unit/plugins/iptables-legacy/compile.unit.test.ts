import { filter, router } from '@vpcctl/sdk/conformance';
import { describe, expect, test } from 'vitest';
import { created, deleted } from '../../../support/plugins/legacy-lines.js';

describe('what a resource compiles to', () => {
  test('packet-filter', () => {
    expect(created(filter)).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *raw
      -N VPCCTL-ZONES
      -N VPCCTL-GUARDS
      -N VPCCTL-PREROUTING
      -N VPCCTL-OUTPUT
      -A VPCCTL-PREROUTING -j VPCCTL-GUARDS
      -A VPCCTL-PREROUTING -j VPCCTL-ZONES
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 3/2 -j RETURN
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 3/3 -j RETURN
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 3 -j CT --notrack
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 5 -j CT --notrack
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 11 -j CT --notrack
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 12 -j CT --notrack
      -I PREROUTING -j VPCCTL-PREROUTING
      -I OUTPUT -j VPCCTL-OUTPUT
      COMMIT
      *mangle
      -N VPCCTL-MARKS
      -N VPCCTL-OWNERS-OUT
      -N VPCCTL-TO-VPC
      -N VPCCTL-SERVED
      -N VPCCTL-LOST
      -N VPCCTL-HAIRPINS
      -N VPCCTL-FORWARD
      -N VPCCTL-MARKERS
      -N VPCCTL-ASKING
      -N VPCCTL-EGRESS
      -N VPCCTL-PREROUTING
      -N VPCCTL-OUTPUT
      -N VPCCTL-SAID
      -N VPCCTL-POSTROUTING
      -A VPCCTL-SERVED -j DROP
      -A VPCCTL-PREROUTING -m conntrack --ctdir REPLY -j VPCCTL-MARKS
      -A VPCCTL-PREROUTING -m conntrack --ctstate DNAT -j VPCCTL-MARKS
      -A VPCCTL-PREROUTING -j VPCCTL-MARKERS
      -A VPCCTL-PREROUTING -j VPCCTL-HAIRPINS
      -A VPCCTL-PREROUTING -j VPCCTL-ASKING
      -A VPCCTL-OUTPUT -m conntrack --ctdir REPLY -j VPCCTL-MARKS
      -A VPCCTL-OUTPUT -m conntrack --ctstate DNAT -j VPCCTL-MARKS
      -A VPCCTL-SAID -m conntrack --ctstate DNAT --ctdir REPLY -g VPCCTL-SERVED
      -A VPCCTL-SAID -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -j VPCCTL-OWNERS-OUT
      -A VPCCTL-SAID -m conntrack --ctstate RELATED,ESTABLISHED --ctdir ORIGINAL -m conntrack --ctstate DNAT -j ACCEPT
      -A VPCCTL-SAID -j DROP
      -A VPCCTL-POSTROUTING -p icmp -m icmp --icmp-type 3 -m addrtype --src-type LOCAL -j VPCCTL-TO-VPC
      -A VPCCTL-POSTROUTING -p icmp -m icmp --icmp-type 5 -m addrtype --src-type LOCAL -j VPCCTL-TO-VPC
      -A VPCCTL-POSTROUTING -p icmp -m icmp --icmp-type 11 -m addrtype --src-type LOCAL -j VPCCTL-TO-VPC
      -A VPCCTL-POSTROUTING -p icmp -m icmp --icmp-type 12 -m addrtype --src-type LOCAL -j VPCCTL-TO-VPC
      -A VPCCTL-POSTROUTING -m conntrack --ctstate DNAT --ctdir REPLY -j RETURN
      -A VPCCTL-POSTROUTING -m conntrack --ctdir REPLY -j VPCCTL-OWNERS-OUT
      -A VPCCTL-POSTROUTING -m conntrack --ctdir REPLY -j VPCCTL-LOST
      -I PREROUTING -j VPCCTL-PREROUTING
      -I OUTPUT -j VPCCTL-OUTPUT
      -I FORWARD -j VPCCTL-FORWARD
      -I POSTROUTING -j VPCCTL-POSTROUTING
      COMMIT
      *nat
      -N VPCCTL-POSTROUTING
      -N VPCCTL-LED
      -N VPCCTL-FORWARDS
      -N VPCCTL-SERVICES
      -N VPCCTL-PREROUTING
      -N VPCCTL-OUTPUT
      -A VPCCTL-LED -j VPCCTL-FORWARDS
      -A VPCCTL-PREROUTING -j VPCCTL-SERVICES
      -A VPCCTL-PREROUTING -j VPCCTL-LED
      -A VPCCTL-OUTPUT -j VPCCTL-FORWARDS
      -I PREROUTING -j VPCCTL-PREROUTING
      -I OUTPUT -j VPCCTL-OUTPUT
      -I POSTROUTING -j VPCCTL-POSTROUTING
      COMMIT
      *filter
      -N VPCCTL-FROM-VPC
      -N VPCCTL-TO-VPC
      -N VPCCTL-OWNERS-IN
      -N VPCCTL-OWNERS-OUT
      -N VPCCTL-GATEWAYS
      -N VPCCTL-MARKERS
      -N VPCCTL-BOUNDARY
      -N VPCCTL-INTERNET
      -N VPCCTL-AWAITED
      -N VPCCTL-FORWARDED
      -N VPCCTL-SELVES
      -N VPCCTL-FORGED
      -N VPCCTL-SERVED
      -N VPCCTL-RESERVED
      -N VPCCTL-EGRESS
      -N VPCCTL-INGRESS
      -N VPCCTL-INPUT
      -N VPCCTL-OUTPUT
      -N VPCCTL-GROUPS
      -N VPCCTL-LEAVE
      -N VPCCTL-ENTER
      -N VPCCTL-FORWARD
      -N VPCCTL-TO-HOST
      -N VPCCTL-FROM-HOST
      -A VPCCTL-INPUT -j VPCCTL-RESERVED
      -A VPCCTL-GROUPS -m conntrack --ctstate RELATED,ESTABLISHED --ctdir ORIGINAL -j ACCEPT
      -A VPCCTL-GROUPS -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -j VPCCTL-OWNERS-OUT
      -A VPCCTL-GROUPS -m conntrack --ctstate INVALID -j DROP
      -A VPCCTL-GROUPS -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -j DROP
      -A VPCCTL-GROUPS -j VPCCTL-EGRESS
      -A VPCCTL-GROUPS -j VPCCTL-INGRESS
      -A VPCCTL-GROUPS -j ACCEPT
      -A VPCCTL-LEAVE -j VPCCTL-BOUNDARY
      -A VPCCTL-LEAVE -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m conntrack --ctstate DNAT -j VPCCTL-OWNERS-IN
      -A VPCCTL-LEAVE -j VPCCTL-INTERNET
      -A VPCCTL-LEAVE -j DROP
      -A VPCCTL-ENTER -j VPCCTL-FORGED
      -A VPCCTL-ENTER -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m conntrack --ctstate SNAT -j VPCCTL-AWAITED
      -A VPCCTL-ENTER -m conntrack --ctstate DNAT --ctdir ORIGINAL -j VPCCTL-FORWARDED
      -A VPCCTL-ENTER -m conntrack --ctstate DNAT --ctdir ORIGINAL -j VPCCTL-SELVES
      -A VPCCTL-ENTER -m conntrack --ctstate DNAT --ctdir ORIGINAL -g VPCCTL-GROUPS
      -A VPCCTL-ENTER -j DROP
      -A VPCCTL-FORWARD -j VPCCTL-FROM-VPC
      -A VPCCTL-FORWARD -j VPCCTL-TO-VPC
      -A VPCCTL-TO-HOST -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -j VPCCTL-OWNERS-IN
      -A VPCCTL-TO-HOST -m conntrack --ctstate DNAT --ctdir ORIGINAL -j VPCCTL-SERVED
      -A VPCCTL-TO-HOST -j VPCCTL-EGRESS
      -A VPCCTL-TO-HOST -p icmp -m icmp --icmp-type 8 -j VPCCTL-GATEWAYS
      -A VPCCTL-TO-HOST -j DROP
      -A VPCCTL-FROM-HOST -p icmp -m icmp --icmp-type 5 -j DROP
      -A VPCCTL-FROM-HOST -j VPCCTL-MARKERS
      -A VPCCTL-FROM-HOST -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
      -A VPCCTL-FROM-HOST -j VPCCTL-INGRESS
      -I FORWARD -j VPCCTL-FORWARD
      -I INPUT -j VPCCTL-INPUT
      -I OUTPUT -j VPCCTL-OUTPUT
      COMMIT
      filter: arptables-legacy -N VPCCTL-INPUT
      filter: arptables-legacy -I INPUT -j VPCCTL-INPUT
      "
    `);
  });

  test('vpc-boundary', () => {
    expect(created(router('vpc1', 7001, '10.0.0.1'))).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *raw
      -N VPCCTL-GUARD-br-vpc1
      -A VPCCTL-GUARD-br-vpc1 -j DROP
      -I VPCCTL-ZONES -i br-vpc1 -j CT --zone-orig 7001
      -I VPCCTL-GUARDS -i br-vpc1 -j VPCCTL-GUARD-br-vpc1
      COMMIT
      *mangle
      -N VPCCTL-MARK-vpc1
      -A VPCCTL-MARK-vpc1 -j MARK --set-xmark 0x1b59/0xffffffff
      -A VPCCTL-MARK-vpc1 -m conntrack --ctstate NEW -j CONNMARK --set-xmark 0x1b59/0xffffffff
      -I VPCCTL-MARKS -m connmark --mark 0x1b59 -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff
      -I VPCCTL-OWNERS-OUT -o br-vpc1 -m connmark --mark 0x1b59 -j ACCEPT
      -I VPCCTL-TO-VPC -o br-vpc1 -g VPCCTL-SAID
      -I VPCCTL-SERVED -o br-vpc1 -m connmark --mark 0x1b59 -m conntrack --ctreplsrc 10.0.0.1 -j ACCEPT
      -I VPCCTL-LOST -m connmark --mark 0x1b59 -j DROP
      -I VPCCTL-LOST -o br-vpc1 -j DROP
      -I VPCCTL-MARKERS -i br-vpc1 -j VPCCTL-MARK-vpc1
      COMMIT
      *nat
      -N VPCCTL-FORWARDS-br-vpc1
      -N VPCCTL-SELVES-br-vpc1
      -N VPCCTL-SELF-br-vpc1
      -A VPCCTL-SELF-br-vpc1 -j SNAT --to-source 10.0.0.1
      -I VPCCTL-LED -i br-vpc1 -g VPCCTL-FORWARDS-br-vpc1
      -I VPCCTL-POSTROUTING -o br-vpc1 -m addrtype --src-type LOCAL -m conntrack --ctstate DNAT -j MASQUERADE
      -I VPCCTL-POSTROUTING -o br-vpc1 -j VPCCTL-SELVES-br-vpc1
      COMMIT
      *filter
      -N VPCCTL-MARK-vpc1
      -N VPCCTL-INGRESS-br-vpc1
      -N VPCCTL-LED-vpc1
      -A VPCCTL-MARK-vpc1 -j MARK --set-xmark 0x1b59/0xffffffff
      -A VPCCTL-MARK-vpc1 -m conntrack --ctstate NEW -j CONNMARK --set-xmark 0x1b59/0xffffffff
      -A VPCCTL-LED-vpc1 -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
      -A VPCCTL-LED-vpc1 -j VPCCTL-INGRESS-br-vpc1
      -I VPCCTL-FROM-VPC -i br-vpc1 -g VPCCTL-LEAVE
      -I VPCCTL-TO-VPC -o br-vpc1 -g VPCCTL-ENTER
      -I VPCCTL-INPUT -i br-vpc1 -g VPCCTL-TO-HOST
      -I VPCCTL-OUTPUT -o br-vpc1 -g VPCCTL-FROM-HOST
      -I VPCCTL-OUTPUT -m mark --mark 0x1b59 -m conntrack --ctstate DNAT --ctdir ORIGINAL -g VPCCTL-LED-vpc1
      -I VPCCTL-INGRESS -o br-vpc1 -j VPCCTL-INGRESS-br-vpc1
      -I VPCCTL-OWNERS-IN -i br-vpc1 -m connmark --mark 0x1b59 -j ACCEPT
      -I VPCCTL-OWNERS-OUT -o br-vpc1 -m connmark --mark 0x1b59 -j ACCEPT
      -I VPCCTL-FORWARDED -o br-vpc1 -m connmark --mark 0x1b59 -g VPCCTL-GROUPS
      -I VPCCTL-GATEWAYS -d 10.0.0.1/32 -i br-vpc1 -j ACCEPT
      -I VPCCTL-MARKERS -o br-vpc1 -j VPCCTL-MARK-vpc1
      -I VPCCTL-BOUNDARY -i br-vpc1 -o br-vpc1 -g VPCCTL-GROUPS
      COMMIT
      filter: arptables-legacy -N VPCCTL-GUARD-br-vpc1
      filter: arptables-legacy -A VPCCTL-GUARD-br-vpc1 -j DROP
      filter: arptables-legacy -I VPCCTL-INPUT -i br-vpc1 -j VPCCTL-GUARD-br-vpc1
      filter: arptables-legacy -I VPCCTL-INPUT -i br-vpc1 -j MARK --set-mark 1b59
      "
    `);
    expect(deleted(router('vpc1', 7001, '10.0.0.1'))).toMatchInlineSnapshot(`
      "
      filter: arptables-legacy -D VPCCTL-INPUT -i br-vpc1 -j VPCCTL-GUARD-br-vpc1
      filter: arptables-legacy -D VPCCTL-INPUT -i br-vpc1 -j MARK --set-mark 1b59
      filter: arptables-legacy -F VPCCTL-GUARD-br-vpc1
      filter: arptables-legacy -X VPCCTL-GUARD-br-vpc1
      filter: iptables-legacy-restore --noflush --wait 10
      *filter
      -D VPCCTL-FROM-VPC -i br-vpc1 -g VPCCTL-LEAVE
      -D VPCCTL-TO-VPC -o br-vpc1 -g VPCCTL-ENTER
      -D VPCCTL-INPUT -i br-vpc1 -g VPCCTL-TO-HOST
      -D VPCCTL-OUTPUT -o br-vpc1 -g VPCCTL-FROM-HOST
      -D VPCCTL-OUTPUT -m mark --mark 0x1b59 -m conntrack --ctstate DNAT --ctdir ORIGINAL -g VPCCTL-LED-vpc1
      -D VPCCTL-INGRESS -o br-vpc1 -j VPCCTL-INGRESS-br-vpc1
      -D VPCCTL-OWNERS-IN -i br-vpc1 -m connmark --mark 0x1b59 -j ACCEPT
      -D VPCCTL-OWNERS-OUT -o br-vpc1 -m connmark --mark 0x1b59 -j ACCEPT
      -D VPCCTL-FORWARDED -o br-vpc1 -m connmark --mark 0x1b59 -g VPCCTL-GROUPS
      -D VPCCTL-GATEWAYS -d 10.0.0.1/32 -i br-vpc1 -j ACCEPT
      -D VPCCTL-MARKERS -o br-vpc1 -j VPCCTL-MARK-vpc1
      -D VPCCTL-BOUNDARY -i br-vpc1 -o br-vpc1 -g VPCCTL-GROUPS
      -F VPCCTL-MARK-vpc1
      -F VPCCTL-INGRESS-br-vpc1
      -F VPCCTL-LED-vpc1
      -X VPCCTL-MARK-vpc1
      -X VPCCTL-INGRESS-br-vpc1
      -X VPCCTL-LED-vpc1
      COMMIT
      *nat
      -D VPCCTL-LED -i br-vpc1 -g VPCCTL-FORWARDS-br-vpc1
      -D VPCCTL-POSTROUTING -o br-vpc1 -m addrtype --src-type LOCAL -m conntrack --ctstate DNAT -j MASQUERADE
      -D VPCCTL-POSTROUTING -o br-vpc1 -j VPCCTL-SELVES-br-vpc1
      -F VPCCTL-FORWARDS-br-vpc1
      -F VPCCTL-SELVES-br-vpc1
      -F VPCCTL-SELF-br-vpc1
      -X VPCCTL-FORWARDS-br-vpc1
      -X VPCCTL-SELVES-br-vpc1
      -X VPCCTL-SELF-br-vpc1
      COMMIT
      *mangle
      -D VPCCTL-MARKS -m connmark --mark 0x1b59 -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff
      -D VPCCTL-OWNERS-OUT -o br-vpc1 -m connmark --mark 0x1b59 -j ACCEPT
      -D VPCCTL-TO-VPC -o br-vpc1 -g VPCCTL-SAID
      -D VPCCTL-SERVED -o br-vpc1 -m connmark --mark 0x1b59 -m conntrack --ctreplsrc 10.0.0.1 -j ACCEPT
      -D VPCCTL-LOST -m connmark --mark 0x1b59 -j DROP
      -D VPCCTL-LOST -o br-vpc1 -j DROP
      -D VPCCTL-MARKERS -i br-vpc1 -j VPCCTL-MARK-vpc1
      -F VPCCTL-MARK-vpc1
      -X VPCCTL-MARK-vpc1
      COMMIT
      *raw
      -D VPCCTL-ZONES -i br-vpc1 -j CT --zone-orig 7001
      -D VPCCTL-GUARDS -i br-vpc1 -j VPCCTL-GUARD-br-vpc1
      -F VPCCTL-GUARD-br-vpc1
      -X VPCCTL-GUARD-br-vpc1
      COMMIT
      "
    `);
  });
});

test('what is not of the packet policy is refused', () => {
  const after = { kind: 'bridge', id: 'bridge:x', attributes: {}, why: 'a mistake' };
  expect(() => created(after)).toThrow('does not serve bridge:x');
});
