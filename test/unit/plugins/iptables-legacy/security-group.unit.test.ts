import { allow, deny, group, tcp } from '@vpcctl/sdk/conformance';
import { describe, expect, test } from 'vitest';
import { created, updated } from '../../../support/plugins/legacy-lines.js';

const rules = [allow({ ...tcp(8080), description: 'web' }), deny(tcp(22))];

describe('the host commands for', () => {
  test('security-group', () => {
    expect(
      created(
        group('vpc1', 'a', ['10.0.1.1'], { ingress: rules, egress: [allow({ protocol: 'udp' })] }),
      ),
    ).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *mangle
      -N VPCCTL-OUT-vpc1/a
      -A VPCCTL-OUT-vpc1/a -p udp -m comment --comment "allow what egress rule 1 matches" -j RETURN
      -A VPCCTL-OUT-vpc1/a -m comment --comment "drop everything that no egress rule allows" -j MARK --set-xmark 0x4/0xffffffff
      -A VPCCTL-OUT-vpc1/a -m comment --comment "drop everything that no egress rule allows" -g VPCCTL-DENIED-EGRESS-DEFAULT
      -I VPCCTL-EGRESS -s 10.0.1.1/32 -i br-vpc1 -m comment --comment "apply the egress rules of vpc1/a" -j VPCCTL-OUT-vpc1/a
      COMMIT
      *filter
      -N VPCCTL-IN-vpc1/a
      -N VPCCTL-OUT-vpc1/a
      -A VPCCTL-IN-vpc1/a -p tcp -m tcp --dport 8080 -m comment --comment web -j RETURN
      -A VPCCTL-IN-vpc1/a -p tcp -m tcp --dport 22 -m comment --comment "deny what ingress rule 2 matches" -j MARK --set-xmark 0x201/0xffffffff
      -A VPCCTL-IN-vpc1/a -p tcp -m tcp --dport 22 -m comment --comment "deny what ingress rule 2 matches" -g VPCCTL-DENIED-INGRESS-RULE
      -A VPCCTL-IN-vpc1/a -m comment --comment "drop everything that no ingress rule allows" -j MARK --set-xmark 0x3/0xffffffff
      -A VPCCTL-IN-vpc1/a -m comment --comment "drop everything that no ingress rule allows" -g VPCCTL-DENIED-ING~5863f5149c
      -A VPCCTL-OUT-vpc1/a -p udp -m comment --comment "allow what egress rule 1 matches" -j RETURN
      -A VPCCTL-OUT-vpc1/a -m comment --comment "drop everything that no egress rule allows" -j MARK --set-xmark 0x4/0xffffffff
      -A VPCCTL-OUT-vpc1/a -m comment --comment "drop everything that no egress rule allows" -g VPCCTL-DENIED-EGRESS-DEFAULT
      -I VPCCTL-INGRESS-br-vpc1 -d 10.0.1.1/32 -m comment --comment "apply the ingress rules of vpc1/a" -j VPCCTL-IN-vpc1/a
      -I VPCCTL-EGRESS -s 10.0.1.1/32 -i br-vpc1 -m comment --comment "apply the egress rules of vpc1/a" -j VPCCTL-OUT-vpc1/a
      COMMIT
      "
    `);
  });

  test('rules of a security group', () => {
    const ingress = [
      allow(),
      allow({ protocol: 'icmp', ports: { from: 1, to: 2 } }),
      allow({ ports: { from: 8000, to: 8100 } }),
      allow({ ...tcp(22), remotes: ['10.0.0.0/8', '192.168.0.1', '192.168.0.2/31'] }),
      allow({ ...tcp(23), remotes: ['0.0.0.0/1', '128.0.0.0/1'] }),
      allow({ ...tcp(24), remotes: [] }),
      deny({ remotes: ['10.0.0.1/32'], description: 'no "good"' }),
    ];
    expect(created(group('v', 's', [], { ingress }))).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *filter
      -N VPCCTL-IN-v/s
      -A VPCCTL-IN-v/s -m comment --comment "allow what ingress rule 1 matches" -j RETURN
      -A VPCCTL-IN-v/s -p icmp -m icmp --icmp-type 1 -m comment --comment "allow what ingress rule 2 matches" -j RETURN
      -A VPCCTL-IN-v/s -p icmp -m icmp --icmp-type 2 -m comment --comment "allow what ingress rule 2 matches" -j RETURN
      -A VPCCTL-IN-v/s -p tcp -m tcp --dport 8000:8100 -m comment --comment "allow what ingress rule 3 matches" -j RETURN
      -A VPCCTL-IN-v/s -p udp -m udp --dport 8000:8100 -m comment --comment "allow what ingress rule 3 matches" -j RETURN
      -A VPCCTL-IN-v/s -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -m comment --comment "allow what ingress rule 4 matches" -j RETURN
      -A VPCCTL-IN-v/s -s 192.168.0.1/32 -p tcp -m tcp --dport 22 -m comment --comment "allow what ingress rule 4 matches" -j RETURN
      -A VPCCTL-IN-v/s -s 192.168.0.2/31 -p tcp -m tcp --dport 22 -m comment --comment "allow what ingress rule 4 matches" -j RETURN
      -A VPCCTL-IN-v/s -p tcp -m tcp --dport 23 -m comment --comment "allow what ingress rule 5 matches" -j RETURN
      -A VPCCTL-IN-v/s -s 10.0.0.1/32 -m comment --comment "no \\"good\\"" -j MARK --set-xmark 0x701/0xffffffff
      -A VPCCTL-IN-v/s -s 10.0.0.1/32 -m comment --comment "no \\"good\\"" -g VPCCTL-DENIED-INGRESS-RULE
      -A VPCCTL-IN-v/s -m comment --comment "drop everything that no ingress rule allows" -j MARK --set-xmark 0x3/0xffffffff
      -A VPCCTL-IN-v/s -m comment --comment "drop everything that no ingress rule allows" -g VPCCTL-DENIED-ING~5863f5149c
      COMMIT
      "
    `);
  });

  test('a name that is too long for a chain', () => {
    const long = group('a-very-long-vpc-name', 'a-subnet', ['10.0.1.1'], { egress: [] });
    expect(created(long)).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *mangle
      -N VPCCTL-OUT-a-very~3d022cd76c
      -A VPCCTL-OUT-a-very~3d022cd76c -m comment --comment "drop everything that no egress rule allows" -j MARK --set-xmark 0x4/0xffffffff
      -A VPCCTL-OUT-a-very~3d022cd76c -m comment --comment "drop everything that no egress rule allows" -g VPCCTL-DENIED-EGRESS-DEFAULT
      -I VPCCTL-EGRESS -s 10.0.1.1/32 -i br-a-very-long-vpc-name -m comment --comment "apply the egress rules of a-very-long-vpc-name/a-subnet" -j VPCCTL-OUT-a-very~3d022cd76c
      COMMIT
      *filter
      -N VPCCTL-OUT-a-very~3d022cd76c
      -A VPCCTL-OUT-a-very~3d022cd76c -m comment --comment "drop everything that no egress rule allows" -j MARK --set-xmark 0x4/0xffffffff
      -A VPCCTL-OUT-a-very~3d022cd76c -m comment --comment "drop everything that no egress rule allows" -g VPCCTL-DENIED-EGRESS-DEFAULT
      -I VPCCTL-EGRESS -s 10.0.1.1/32 -i br-a-very-long-vpc-name -m comment --comment "apply the egress rules of a-very-long-vpc-name/a-subnet" -j VPCCTL-OUT-a-very~3d022cd76c
      COMMIT
      "
    `);
  });
});

test('the reserved type 255 of ICMP is no rule, for iptables takes it for all types', () => {
  const type = (from: number, to = from) => ({ protocol: 'icmp', ports: { from, to } }) as const;
  const text = created(
    group('v', 's', ['10.0.1.1'], { ingress: [allow(type(254, 255)), deny(type(255))] }),
  );
  expect(text).toContain('--icmp-type 254 ');
  expect(text).not.toContain('255 ');
  expect(text).not.toContain('ingress rule 2');
});

describe('a change of a security group', () => {
  const before = group('vpc1', 'a', ['10.0.1.1'], { ingress: rules });

  test('of rules replaces them in place', () => {
    const after = group('vpc1', 'a', ['10.0.1.1'], { ingress: rules.slice(0, 1) });
    expect(updated(before, after)).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *filter
      -D VPCCTL-IN-vpc1/a 2
      -D VPCCTL-IN-vpc1/a 2
      COMMIT
      "
    `);
  });

  test('of addresses changes elements', () => {
    const after = group('vpc1', 'a', ['10.0.1.2'], { ingress: rules });
    expect(updated(before, after)).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *filter
      -D VPCCTL-INGRESS-br-vpc1 -d 10.0.1.1/32 -m comment --comment "apply the ingress rules of vpc1/a" -j VPCCTL-IN-vpc1/a
      -I VPCCTL-INGRESS-br-vpc1 -d 10.0.1.2/32 -m comment --comment "apply the ingress rules of vpc1/a" -j VPCCTL-IN-vpc1/a
      COMMIT
      "
    `);
  });

  test('of descriptions changes rules, and no change compiles to nothing', () => {
    const after = group('vpc1', 'a', ['10.0.1.1'], { ingress: [allow(tcp(8080)), deny(tcp(22))] });
    expect(updated(before, after)).not.toBe('\n');
    expect(updated(before, before)).toBe('\n');
  });
});
