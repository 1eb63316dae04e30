/** Rules of other programs, in the form in which these programs load them. */

/** Docker 28: a FORWARD policy of DROP, and its chains; in DOCKER-USER a rule of the administrator's. */
const DOCKER = `:FORWARD DROP [0:0]
:DOCKER - [0:0]
:DOCKER-BRIDGE - [0:0]
:DOCKER-CT - [0:0]
:DOCKER-FORWARD - [0:0]
:DOCKER-ISOLATION-STAGE-1 - [0:0]
:DOCKER-ISOLATION-STAGE-2 - [0:0]
:DOCKER-USER - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -j DOCKER-FORWARD
-A DOCKER ! -i docker0 -o docker0 -j DROP
-A DOCKER-BRIDGE -o docker0 -j DOCKER
-A DOCKER-CT -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A DOCKER-FORWARD -j DOCKER-CT
-A DOCKER-FORWARD -j DOCKER-ISOLATION-STAGE-1
-A DOCKER-FORWARD -j DOCKER-BRIDGE
-A DOCKER-FORWARD -i docker0 -j ACCEPT
-A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2
-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP
-A DOCKER-USER -d 203.0.113.1/32 -m comment --comment "on \\"purpose\\"" -j DROP
-A DOCKER-USER -j RETURN
`;

/** ufw: an INPUT policy of DROP, and what its default rules let in before. */
const UFW = `:INPUT DROP [0:0]
:ufw-before-logging-input - [0:0]
:ufw-before-input - [0:0]
:ufw-not-local - [0:0]
:ufw-user-input - [0:0]
:ufw-after-input - [0:0]
:ufw-skip-to-policy-input - [0:0]
:ufw-reject-input - [0:0]
-A INPUT -j ufw-before-logging-input
-A INPUT -j ufw-before-input
-A INPUT -j ufw-after-input
-A INPUT -j ufw-reject-input
-A ufw-before-input -i lo -j ACCEPT
-A ufw-before-input -m conntrack --ctstate INVALID -j DROP
-A ufw-before-input -j ufw-not-local
-A ufw-before-input -j ufw-user-input
-A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN
-A ufw-not-local -m addrtype --dst-type BROADCAST -j RETURN
-A ufw-not-local -j DROP
-A ufw-user-input -p tcp -m tcp --dport 22 -j ACCEPT
-A ufw-after-input -p udp -m udp --dport 137 -j ufw-skip-to-policy-input
-A ufw-skip-to-policy-input -j DROP
`;

/** Docker's and ufw's rules beside each other, for \`iptables-restore\`. */
export const DOCKER_AND_UFW = `*filter\n${DOCKER}${UFW}COMMIT\n`;

/** firewalld's nftables backend: chains that accept by policy and end in reject, with zones that do so as well. */
export const FIREWALLD = `table inet firewalld {
  chain filter_INPUT {
    type filter hook input priority filter + 10; policy accept;
    ct state { established, related } accept
    iifname "lo" accept
    ct state invalid drop
    jump filter_INPUT_ZONES
    reject with icmpx admin-prohibited
  }
  chain filter_FORWARD {
    type filter hook forward priority filter + 10; policy accept;
    ct state { established, related } accept
    ct status dnat accept
    iifname "lo" accept
    ct state invalid drop
    jump filter_FORWARD_ZONES
    reject with icmpx admin-prohibited
  }
  chain filter_INPUT_ZONES {
    iifname "eth1" goto filter_public
    goto filter_public
  }
  chain filter_FORWARD_ZONES {
    iifname vmap { "eth1" : goto filter_public, "eth2" : goto filter_public }
    goto filter_public
  }
  chain filter_public {
    tcp dport 22 accept
    reject with icmpx admin-prohibited
  }
}
`;

/** Filters that drop some packets and accept by default: VPCs need no exception in them. */
export const OPEN = `table ip open {
  chain forward {
    type filter hook forward priority filter; policy accept;
    ip saddr 192.0.2.0/24 drop
  }
}
`;
