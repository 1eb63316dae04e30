/** The tutorial's VPCs and subnets, with what vpcctl chooses for them: the script has to be told. */
import { macFor } from '@vpcctl/sdk';
import { INTERNET, UPLINK } from '../../../src/lab/layout.js';

export interface Vpc {
  readonly name: string;
  readonly cidr: string;
  readonly gateway: string;
  /** Of its routing table, conntrack zone and mark; vpcctl counts from 7001. */
  readonly number: string;
}

export interface Subnet {
  readonly vpc: Vpc;
  readonly name: string;
  readonly cidr: string;
  readonly address: string;
  readonly isPublic: boolean;
}

const vpc1: Vpc = { name: 'vpc1', cidr: '10.0.0.0/16', gateway: '10.0.0.1', number: '7001' };
const vpc2: Vpc = { name: 'vpc2', cidr: '172.16.0.0/16', gateway: '172.16.0.1', number: '7002' };

const subnet = (vpc: Vpc, name: string, network: string, isPublic: boolean): Subnet => {
  return { vpc, name, cidr: `${network}.0/24`, address: `${network}.1`, isPublic };
};

export const NETWORK = {
  vpc1,
  vpc2,
  public: subnet(vpc1, 'public', '10.0.1', true),
  private: subnet(vpc1, 'private', '10.0.2', false),
  web: subnet(vpc2, 'web', '172.16.1', true),
} as const;

/** The tutorial's policy for the public subnet; script/apply-firewall.sh is the same by hand. */
export const POLICY = {
  subnet: NETWORK.public.cidr,
  ingress: [
    { port: 8080, protocol: 'tcp', action: 'allow' },
    { port: 22, protocol: 'tcp', action: 'deny' },
    { port: 443, protocol: 'tcp', action: 'allow' },
  ],
};

/** The arguments of script/create-vpc.sh but for the last. */
export function toCreate({ name, cidr, gateway, number }: Vpc): string[] {
  const network = [cidr, `${gateway}/${cidr.split('/')[1]}`];
  return [name, ...network, macFor(`br-${name}`), number, UPLINK.interface, INTERNET.gateway];
}

/** The arguments of script/add-subnet.sh. */
export function toAdd(subnet: Subnet): string[] {
  const { vpc, name, address } = subnet;
  return [
    ...[vpc.name, name, port(subnet), `${address}/24`, vpc.gateway],
    ...[mac(subnet), macFor(`veth-${vpc.name}-${name}`), uplink(subnet)],
  ];
}

/** The arguments of script/delete-subnet.sh. */
export function toDelete(subnet: Subnet): string[] {
  const { vpc, name, address } = subnet;
  return [vpc.name, name, port(subnet), address, mac(subnet), uplink(subnet)];
}

const port = ({ vpc, name }: Subnet) => `veth-${vpc.name}-${name}`.slice(0, 15);

const mac = ({ vpc, name }: Subnet) => macFor(`${vpc.name}-${name}/veth-ns-${name}`);

const uplink = ({ isPublic }: Subnet) => (isPublic ? UPLINK.interface : '');
