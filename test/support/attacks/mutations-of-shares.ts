import type { Mutation } from './mutations.js';

/** What the tables of the host, which all VPCs share, lose without a share for each. */
export const OF_SHARES: readonly Mutation[] = [
  {
    name: 'no share of connections',
    nftables: { script: 'nft flush map inet vpcctl shares' },
    legacy: {
      script: 'iptables-legacy -F VPCCTL-SHARES-IN; iptables-legacy -F VPCCTL-SHARES-OUT',
    },
    kind: 'shares',
    attack: /datagrams of a-web took|handshakes of two workloads took/,
  },
  {
    name: 'packets to addresses of nobody',
    nftables: {
      script: `rule=$(nft -a list chain inet vpcctl vpc-policy | grep 'that no workload has')
      nft delete rule inet vpcctl vpc-policy handle "\${rule##*handle }"`,
    },
    legacy: { script: 'iptables-legacy -F VPCCTL-WORKLOADS' },
    kind: 'shares',
    attack: /to the address of nobody made the host ask/,
  },
];
