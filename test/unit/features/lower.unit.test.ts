import type { Resource } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { coreFeatures } from '../../../src/features/index.js';
import { coreViews } from '../../../src/features/views.js';
import { given, TUTORIAL } from '../../support/features/given.js';

/** A resource as a line: its id and attributes. */
function line({ id, attributes }: Resource): string {
  return `${id} ${JSON.stringify(attributes).replaceAll('"', '')}`;
}

describe("the tutorial's state", () => {
  const { resources } = given(...TUTORIAL);

  it('lowers to these resources', () => {
    expect(resources.map(line)).toMatchInlineSnapshot(`
      [
        "packet-filter:vpcctl {name:vpcctl}",
        "sysctl:net/ipv4/conf/all/accept_redirects {key:net/ipv4/conf/all/accept_redirects,value:0,restore:1}",
        "sysctl:net/ipv4/ip_forward {key:net/ipv4/ip_forward,value:1,restore:0}",
        "rule:marks:6992 {priority:7000,iif:null,fwmark:6992,mask:65520,table:null,goto:7001}",
        "vpc-boundary:vpc1 {vpc:vpc1,bridge:br-vpc1,segment:7001,gateways:[10.0.0.1],share:{connections:16384,perWorkload:4096}}",
        "bridge:br-vpc1 {name:br-vpc1,altname:null,mac:02:18:f5:8e:7d:77,alias:vpcctl:vpc1}",
        "sysctl:net/ipv6/conf/br-vpc1/disable_ipv6 {key:net/ipv6/conf/br-vpc1/disable_ipv6,value:1,restore:null}",
        "sysctl:net/ipv4/conf/br-vpc1/forwarding {key:net/ipv4/conf/br-vpc1/forwarding,value:1,restore:null}",
        "sysctl:net/ipv4/conf/br-vpc1/proxy_arp_pvlan {key:net/ipv4/conf/br-vpc1/proxy_arp_pvlan,value:1,restore:null}",
        "sysctl:net/ipv4/neigh/br-vpc1/proxy_delay {key:net/ipv4/neigh/br-vpc1/proxy_delay,value:0,restore:null}",
        "sysctl:net/ipv4/conf/br-vpc1/send_redirects {key:net/ipv4/conf/br-vpc1/send_redirects,value:0,restore:null}",
        "sysctl:net/ipv4/conf/br-vpc1/src_valid_mark {key:net/ipv4/conf/br-vpc1/src_valid_mark,value:1,restore:null}",
        "address:br-vpc1 {namespace:null,link:br-vpc1,cidr:10.0.0.1/16}",
        "route:main:br-vpc1 {namespace:null,link:br-vpc1,onlink:false,via:null,metric:7001,source:10.0.0.1,table:main,destination:10.0.0.0/16}",
        "route:7001:10.0.0.0/16 {namespace:null,link:br-vpc1,onlink:false,via:null,metric:null,source:null,table:7001,destination:10.0.0.0/16}",
        "rule:7001:iif:br-vpc1 {priority:20000,iif:br-vpc1,fwmark:null,mask:null,table:7001,goto:null}",
        "rule:7001:fwmark {priority:7001,iif:null,fwmark:7001,mask:65535,table:7001,goto:null}",
        "route:27001:default {namespace:null,table:27001,destination:default,link:eth0,via:203.0.113.1,onlink:true,metric:null,source:null}",
        "rule:27001:fwmark {iif:null,fwmark:7001,mask:null,goto:null,priority:7003,table:27001}",
        "rule:27001:main {iif:null,fwmark:7001,mask:null,goto:null,priority:7002,table:254,longerThan:7}",
        "vpc-boundary:vpc2 {vpc:vpc2,bridge:br-vpc2,segment:7002,gateways:[172.16.0.1],share:{connections:16384,perWorkload:4096}}",
        "bridge:br-vpc2 {name:br-vpc2,altname:null,mac:02:a2:2c:ed:45:0e,alias:vpcctl:vpc2}",
        "sysctl:net/ipv6/conf/br-vpc2/disable_ipv6 {key:net/ipv6/conf/br-vpc2/disable_ipv6,value:1,restore:null}",
        "sysctl:net/ipv4/conf/br-vpc2/forwarding {key:net/ipv4/conf/br-vpc2/forwarding,value:1,restore:null}",
        "sysctl:net/ipv4/conf/br-vpc2/proxy_arp_pvlan {key:net/ipv4/conf/br-vpc2/proxy_arp_pvlan,value:1,restore:null}",
        "sysctl:net/ipv4/neigh/br-vpc2/proxy_delay {key:net/ipv4/neigh/br-vpc2/proxy_delay,value:0,restore:null}",
        "sysctl:net/ipv4/conf/br-vpc2/send_redirects {key:net/ipv4/conf/br-vpc2/send_redirects,value:0,restore:null}",
        "sysctl:net/ipv4/conf/br-vpc2/src_valid_mark {key:net/ipv4/conf/br-vpc2/src_valid_mark,value:1,restore:null}",
        "address:br-vpc2 {namespace:null,link:br-vpc2,cidr:172.16.0.1/16}",
        "route:main:br-vpc2 {namespace:null,link:br-vpc2,onlink:false,via:null,metric:7002,source:172.16.0.1,table:main,destination:172.16.0.0/16}",
        "route:7002:172.16.0.0/16 {namespace:null,link:br-vpc2,onlink:false,via:null,metric:null,source:null,table:7002,destination:172.16.0.0/16}",
        "rule:7002:iif:br-vpc2 {priority:20000,iif:br-vpc2,fwmark:null,mask:null,table:7002,goto:null}",
        "rule:7002:fwmark {priority:7001,iif:null,fwmark:7002,mask:65535,table:7002,goto:null}",
        "source-guard:veth-vpc1-publi {bridge:br-vpc1,interface:veth-vpc1-publi,mac:02:d4:0a:af:b8:e3,addresses:[10.0.1.1]}",
        "masquerade:vpc1/public {bridge:br-vpc1,segment:7001,uplink:eth0,address:10.0.1.1}",
        "namespace:vpc1-public {name:vpc1-public}",
        "veth:veth-vpc1-publi {name:veth-vpc1-publi,altname:veth-vpc1-public,mac:02:be:17:ab:f3:09,alias:vpcctl:vpc1/public,bridge:br-vpc1,peer:{name:veth-ns-public,altname:null,mac:02:d4:0a:af:b8:e3,namespace:vpc1-public}}",
        "sysctl:net/ipv6/conf/veth-vpc1-publi/disable_ipv6 {key:net/ipv6/conf/veth-vpc1-publi/disable_ipv6,value:1,restore:null}",
        "address:vpc1-public/veth-ns-public {namespace:vpc1-public,link:veth-ns-public,cidr:10.0.1.1/24}",
        "route:vpc1-public:10.0.1.0/24 {namespace:vpc1-public,link:veth-ns-public,table:main,destination:10.0.1.0/24,via:null,onlink:false,metric:null,source:10.0.1.1}",
        "route:vpc1-public:default {namespace:vpc1-public,link:veth-ns-public,table:main,destination:default,via:10.0.0.1,onlink:true,metric:null,source:null}",
        "source-guard:veth-vpc1-priva {bridge:br-vpc1,interface:veth-vpc1-priva,mac:02:77:9a:30:13:ef,addresses:[10.0.2.1]}",
        "namespace:vpc1-private {name:vpc1-private}",
        "veth:veth-vpc1-priva {name:veth-vpc1-priva,altname:veth-vpc1-private,mac:02:7c:d6:cc:a7:70,alias:vpcctl:vpc1/private,bridge:br-vpc1,peer:{name:veth-ns-private,altname:null,mac:02:77:9a:30:13:ef,namespace:vpc1-private}}",
        "sysctl:net/ipv6/conf/veth-vpc1-priva/disable_ipv6 {key:net/ipv6/conf/veth-vpc1-priva/disable_ipv6,value:1,restore:null}",
        "address:vpc1-private/veth-ns-private {namespace:vpc1-private,link:veth-ns-private,cidr:10.0.2.1/24}",
        "route:vpc1-private:10.0.2.0/24 {namespace:vpc1-private,link:veth-ns-private,table:main,destination:10.0.2.0/24,via:null,onlink:false,metric:null,source:10.0.2.1}",
        "route:vpc1-private:default {namespace:vpc1-private,link:veth-ns-private,table:main,destination:default,via:10.0.0.1,onlink:true,metric:null,source:null}",
        "source-guard:veth-vpc2-web {bridge:br-vpc2,interface:veth-vpc2-web,mac:02:0d:a7:1e:b4:8f,addresses:[172.16.1.1]}",
        "masquerade:vpc2/web {bridge:br-vpc2,segment:7002,uplink:null,address:172.16.1.1}",
        "namespace:vpc2-web {name:vpc2-web}",
        "veth:veth-vpc2-web {name:veth-vpc2-web,altname:null,mac:02:c9:7d:50:80:ee,alias:vpcctl:vpc2/web,bridge:br-vpc2,peer:{name:veth-ns-web,altname:null,mac:02:0d:a7:1e:b4:8f,namespace:vpc2-web}}",
        "sysctl:net/ipv6/conf/veth-vpc2-web/disable_ipv6 {key:net/ipv6/conf/veth-vpc2-web/disable_ipv6,value:1,restore:null}",
        "address:vpc2-web/veth-ns-web {namespace:vpc2-web,link:veth-ns-web,cidr:172.16.1.1/24}",
        "route:vpc2-web:172.16.1.0/24 {namespace:vpc2-web,link:veth-ns-web,table:main,destination:172.16.1.0/24,via:null,onlink:false,metric:null,source:172.16.1.1}",
        "route:vpc2-web:default {namespace:vpc2-web,link:veth-ns-web,table:main,destination:default,via:172.16.0.1,onlink:true,metric:null,source:null}",
        "peering:vpc1/vpc2 {name:vpc1/vpc2,sides:[{bridge:br-vpc1,cidrs:[10.0.0.0/16]},{bridge:br-vpc2,cidrs:[172.16.0.0/16]}]}",
        "route:7001:172.16.0.0/16 {namespace:null,table:7001,destination:172.16.0.0/16,via:null,link:br-vpc2,onlink:false,metric:null,source:null}",
        "route:7002:10.0.0.0/16 {namespace:null,table:7002,destination:10.0.0.0/16,via:null,link:br-vpc1,onlink:false,metric:null,source:null}",
        "security-group:vpc1/public {name:vpc1/public,bridge:br-vpc1,addresses:[10.0.1.1],ingress:[{action:allow,protocol:tcp,ports:{from:8080,to:8080},description:null,remotes:null},{action:deny,protocol:tcp,ports:{from:22,to:22},description:null,remotes:null},{action:allow,protocol:tcp,ports:{from:443,to:443},description:null,remotes:null}],egress:null}",
      ]
    `);
  });

  it('gives each resource a reason', () => {
    expect(resources.filter(({ why }) => why.trim() === '')).toEqual([]);
  });

  it('gives packet-policy resources and host ends their dependencies', () => {
    const links = resources
      .filter(({ dependsOn }) => dependsOn !== undefined)
      .map(({ id, dependsOn }) => `${id} <- ${dependsOn?.join(' ')}`);
    expect(links).toMatchInlineSnapshot(`
      [
        "sysctl:net/ipv4/ip_forward <- sysctl:net/ipv4/conf/all/accept_redirects",
        "vpc-boundary:vpc1 <- packet-filter:vpcctl",
        "sysctl:net/ipv6/conf/br-vpc1/disable_ipv6 <- bridge:br-vpc1",
        "sysctl:net/ipv4/conf/br-vpc1/forwarding <- bridge:br-vpc1",
        "sysctl:net/ipv4/conf/br-vpc1/proxy_arp_pvlan <- bridge:br-vpc1",
        "sysctl:net/ipv4/neigh/br-vpc1/proxy_delay <- bridge:br-vpc1",
        "sysctl:net/ipv4/conf/br-vpc1/send_redirects <- bridge:br-vpc1",
        "sysctl:net/ipv4/conf/br-vpc1/src_valid_mark <- bridge:br-vpc1",
        "address:br-vpc1 <- bridge:br-vpc1",
        "route:main:br-vpc1 <- address:br-vpc1",
        "route:7001:10.0.0.0/16 <- address:br-vpc1",
        "rule:7001:iif:br-vpc1 <- rule:7001:fwmark",
        "rule:7001:fwmark <- rule:marks:6992",
        "rule:27001:fwmark <- rule:marks:6992",
        "rule:27001:main <- rule:marks:6992",
        "vpc-boundary:vpc2 <- packet-filter:vpcctl",
        "sysctl:net/ipv6/conf/br-vpc2/disable_ipv6 <- bridge:br-vpc2",
        "sysctl:net/ipv4/conf/br-vpc2/forwarding <- bridge:br-vpc2",
        "sysctl:net/ipv4/conf/br-vpc2/proxy_arp_pvlan <- bridge:br-vpc2",
        "sysctl:net/ipv4/neigh/br-vpc2/proxy_delay <- bridge:br-vpc2",
        "sysctl:net/ipv4/conf/br-vpc2/send_redirects <- bridge:br-vpc2",
        "sysctl:net/ipv4/conf/br-vpc2/src_valid_mark <- bridge:br-vpc2",
        "address:br-vpc2 <- bridge:br-vpc2",
        "route:main:br-vpc2 <- address:br-vpc2",
        "route:7002:172.16.0.0/16 <- address:br-vpc2",
        "rule:7002:iif:br-vpc2 <- rule:7002:fwmark",
        "rule:7002:fwmark <- rule:marks:6992",
        "source-guard:veth-vpc1-publi <- vpc-boundary:vpc1",
        "masquerade:vpc1/public <- vpc-boundary:vpc1",
        "veth:veth-vpc1-publi <- namespace:vpc1-public bridge:br-vpc1",
        "sysctl:net/ipv6/conf/veth-vpc1-publi/disable_ipv6 <- veth:veth-vpc1-publi",
        "address:vpc1-public/veth-ns-public <- veth:veth-vpc1-publi",
        "route:vpc1-public:10.0.1.0/24 <- address:vpc1-public/veth-ns-public",
        "route:vpc1-public:default <- address:vpc1-public/veth-ns-public",
        "source-guard:veth-vpc1-priva <- vpc-boundary:vpc1",
        "veth:veth-vpc1-priva <- namespace:vpc1-private bridge:br-vpc1",
        "sysctl:net/ipv6/conf/veth-vpc1-priva/disable_ipv6 <- veth:veth-vpc1-priva",
        "address:vpc1-private/veth-ns-private <- veth:veth-vpc1-priva",
        "route:vpc1-private:10.0.2.0/24 <- address:vpc1-private/veth-ns-private",
        "route:vpc1-private:default <- address:vpc1-private/veth-ns-private",
        "source-guard:veth-vpc2-web <- vpc-boundary:vpc2",
        "masquerade:vpc2/web <- vpc-boundary:vpc2",
        "veth:veth-vpc2-web <- namespace:vpc2-web bridge:br-vpc2",
        "sysctl:net/ipv6/conf/veth-vpc2-web/disable_ipv6 <- veth:veth-vpc2-web",
        "address:vpc2-web/veth-ns-web <- veth:veth-vpc2-web",
        "route:vpc2-web:172.16.1.0/24 <- address:vpc2-web/veth-ns-web",
        "route:vpc2-web:default <- address:vpc2-web/veth-ns-web",
        "peering:vpc1/vpc2 <- vpc-boundary:vpc1 vpc-boundary:vpc2",
        "route:7001:172.16.0.0/16 <- bridge:br-vpc2",
        "route:7002:10.0.0.0/16 <- bridge:br-vpc1",
        "security-group:vpc1/public <- vpc-boundary:vpc1",
      ]
    `);
  });

  it('is empty after its VPCs are deleted, except for the chosen backend', () => {
    const gone = given(
      ...TUTORIAL,
      ['vpc.delete', { name: 'vpc1' }],
      ['vpc.delete', { name: 'vpc2' }],
    );
    expect(gone.resources).toEqual([]);
    expect(gone.state).toEqual({ backend: { name: 'nftables' } });
  });

  it('keeps the second VPC unchanged when the first is deleted', () => {
    const left = given(...TUTORIAL, ['vpc.delete', { name: 'vpc1' }]).resources;
    const before = new Set(resources.map((resource) => JSON.stringify(resource)));
    expect(left.filter((resource) => !before.has(JSON.stringify(resource)))).toEqual([]);
    expect(left.filter(({ id }) => /vpc1|7001/.test(id))).toEqual([]);
  });
});

it('what the features show is listed for all of them, in their order', () => {
  const shown = coreFeatures.map(({ name, show }) => ({ name, ...(show && { show }) }));
  expect(coreViews).toEqual(shown);
});
