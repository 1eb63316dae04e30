/** What is typed, and what is said: code, part of the message, part of the hints. */
export type Case = readonly [
  args: string | readonly string[],
  code: string,
  message: string,
  hint: string,
];

const NAMES = ['a;rm', '../x', '$(x)', 'a b', '', 'a\nb', '\u001b[31mred', 'a/b', '-a', 'A_B'];
const LONG = 'x'.repeat(200);
const PRIVATE = 'use a private network: 10.0.0.0/8, 172.16.0.0/12';

const VPC_CIDRS: readonly (readonly [cidr: string, code: string, message: string, hint: string])[] =
  [
    ['10.9.0.0', 'CIDR_INVALID', 'is not an IPv4 network', 'prefix length'],
    ['ten', 'CIDR_INVALID', '"ten", is not an IPv4 network', 'prefix length'],
    ['10.9.0/16', 'CIDR_INVALID', 'is not an IPv4 network', 'four numbers'],
    ['10.9.0.0/33', 'CIDR_INVALID', 'is not an IPv4 network', '/16'],
    ['10.9.0.0/016', 'CIDR_INVALID', 'is not an IPv4 network', '/16'],
    ['010.9.0.0/16', 'CIDR_INVALID', 'is not an IPv4 network', 'zero'],
    ['10.9.0.1/16', 'CIDR_HOST_BITS', 'has bits set beyond its prefix', 'is 10.9.0.0/16'],
    ['10.9.0.0/31', 'CIDR_TOO_SMALL', 'no room for a gateway and a workload', 'at most 30'],
    ['0.0.0.0/0', 'CIDR_TOO_LARGE', 'larger than a /8', PRIVATE],
    ['fd00::/64', 'CIDR_IPV6', 'IPv6, which is not supported yet', 'use an IPv4 network'],
    ['127.1.0.0/16', 'CIDR_RESERVED', 'in 127.0.0.0/8, which is reserved', PRIVATE],
    // The lab's uplink.
    ['203.0.113.0/24', 'CIDR_IN_USE', 'an address of this host (eth0)', 'another CIDR'],
  ];

/** What has to stand for {@link BAD_INPUT} to be bad, besides the tutorial's VPCs. */
export const BACKGROUND = [
  'create-vpc twin 10.0.128.0/17',
  'create-vpc vpc1-a 10.7.0.0/16',
  'add-subnet vpc1-a b 10.7.1.0/24',
  'peer vpc1 vpc2',
];

/** Names that could hurt, by what they are for. */
export const HOSTILE: Readonly<Record<string, readonly Case[]>> = {
  'names of VPCs that could hurt': [...NAMES, LONG].map(
    (name): Case => [
      ['create-vpc', '--', name, '10.9.0.0/16'],
      'NAME_INVALID',
      'a VPC cannot be named',
      'use at most 60 lower-case letters, digits and inner dashes',
    ],
  ),
  'names of subnets that could hurt': ['../x', '', '\u001b[31mred', LONG].map(
    (name): Case => [
      ['add-subnet', '--', 'vpc1', name, '10.0.9.0/24'],
      'NAME_INVALID',
      'a subnet cannot be named',
      'lower-case letters',
    ],
  ),
  'names of what is not there that could hurt': ['../x', '\u001b]0;x\u0007', LONG].map(
    (name): Case => [['delete-vpc', '--', name], 'VPC_UNKNOWN', 'does not exist', 'there is: twin'],
  ),
};

/** Bad input by what is wrong with it. */
export const BAD_INPUT: Readonly<Record<string, readonly Case[]>> = {
  'what is not there': [
    ['add-subnet vpc9 a 10.9.9.0/24', 'VPC_UNKNOWN', 'VPC "vpc9" does not', 'did you mean vpc'],
    ['delete-vpc other', 'VPC_UNKNOWN', 'VPC "other" does not', 'is: twin, vpc1, vpc1-a, vpc2'],
    ['peer vpc1 other', 'VPC_UNKNOWN', 'VPC "other" does not', 'is: twin, vpc1, vpc1-a, vpc2'],
    ['unpeer other vpc1', 'VPC_UNKNOWN', 'VPC "other" does not', 'is: twin, vpc1, vpc1-a, vpc2'],
    ['show other', 'VPC_UNKNOWN', 'VPC "other" does not exist', 'is: twin, vpc1, vpc1-a, vpc2'],
    ['delete-subnet vpc1 db', 'SUBNET_UNKNOWN', '"db" does not exist', 'private, public'],
    ['clear-firewall vpc1 db', 'SUBNET_UNKNOWN', '"db" does not exist', 'private, public'],
    ['clear-firewall vpc1 public', 'POLICY_UNKNOWN', 'public has no policy', 'apply-firewall'],
    [
      'show vpc1/public/x',
      'INSTANCE_UNKNOWN',
      'instance of vpc1/public "x"',
      'vpcctl add-instance',
    ],
    ['show vpc1/public/x/y', 'NAME_INVALID', 'is not VPC', 'vpcctl list'],
  ],
  'names that are taken': [
    ['create-vpc vpc1 10.9.0.0/16', 'VPC_EXISTS', 'vpc1 already exists', 'another name'],
    [
      'add-subnet vpc1 public 10.0.9.0/24',
      'SUBNET_EXISTS',
      'already has a subnet public',
      'another name',
    ],
    // As namespaces `a-b`+`c` and `a`+`b-c` are one.
    ['add-subnet vpc1 a-b 10.0.9.0/24', 'NAMESPACE_CLASH', 'vpc1-a-b', 'another'],
  ],
  CIDRs: VPC_CIDRS.map(([cidr, ...rest]): Case => [['create-vpc', 'new', cidr], ...rest]),
  'places of subnets': [
    ['add-subnet vpc1 a 192.168.0.0/24', 'SUBNET_OUTSIDE_VPC', 'not inside', 'part of 10.0.0.0/16'],
    ['add-subnet vpc1 a 10.0.0.0/15', 'SUBNET_OUTSIDE_VPC', 'not inside', 'part of 10.0.0.0/16'],
    ['add-subnet vpc1 a 10.0.1.128/25', 'SUBNET_OVERLAPS', 'overlaps subnet public', '10.0.2.0/24'],
    ['add-subnet vpc1 a 10.0.0.0/16', 'SUBNET_OVERLAPS', 'overlaps subnet public', '10.0.2.0/24'],
  ],
  'what others have made on the host': [
    ['create-vpc new 10.9.0.0/16 --interface eth9', 'INTERFACE_UNKNOWN', '"eth9"', 'lo, '],
    ['create-vpc new 10.9.0.0/16 --interface br-vpc1', 'INTERFACE_IS_ROUTER', 'VPC vpc1', 'peer'],
    ['create-vpc taken 10.9.0.0/16', 'BRIDGE_NOT_OURS', 'br-taken already', 'another VPC name'],
    ['add-subnet vpc1 taken 10.0.9.0/24', 'NAMESPACE_NOT_OURS', 'vpc1-taken', 'ip netns del'],
  ],
  peerings: [
    ['peer vpc1 vpc1', 'PEERING_SELF', 'peered with itself', 'already reach each other'],
    ['peer vpc1 vpc2', 'PEERING_EXISTS', 'are already peered', 'vpcctl unpeer vpc1 vpc2'],
    ['peer vpc2 vpc1', 'PEERING_EXISTS', 'are already peered', 'vpcctl unpeer vpc2 vpc1'],
    ['peer vpc1 twin', 'PEERING_OVERLAPS', '(10.0.128.0/17) overlap', 'no address in common'],
    ['unpeer vpc1 twin', 'PEERING_UNKNOWN', 'are not peered', 'vpc1 is peered with: vpc2'],
    ['unpeer vpc1 vpc1', 'PEERING_UNKNOWN', 'are not peered', 'vpc1 is peered with: vpc2'],
    [
      'peer vpc2 vpc1-a --allow-cidrs 10.9.0.0/24',
      'PEERING_CIDR_OUTSIDE',
      'neither',
      '--allow-cidrs',
    ],
    ['peer vpc2 vpc1-a --allow-cidrs 10.7.1.1/24', 'CIDR_HOST_BITS', 'bits set', '10.7.1.0/24'],
  ],
  'the command line': [
    ['create-vpc new', 'USAGE', 'missing argument CIDR', 'see --help'],
    ['set-limits vpc1 vpc2', 'USAGE', 'unexpected argument vpc2', 'see --help'],
    ['add-subnet vpc1 a 10.0.9.0/24 --type open', 'USAGE', 'public, private', 'see --help'],
    ['create-vpc new 10.9.0.0/16 --interface', 'USAGE', '--interface needs a value', 'see --help'],
    ['lab true', 'LAB_COMMAND_UNSEPARATED', 'two dashes', 'vpcctl lab -- true'],
  ],
};
