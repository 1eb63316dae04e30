/** `after.rules` of ufw 0.36, shortened. */
export const AFTER_RULES = `#
# rules.input-after
#
# Custom rules should be added to one of these chains.

# Don't delete these required lines, otherwise there will be errors
*filter
:ufw-after-input - [0:0]
:ufw-after-output - [0:0]
:ufw-after-forward - [0:0]
# End required lines

# don't log noisy services by default
-A ufw-after-input -p udp --dport 137 -j ufw-skip-to-policy-input

# don't delete the 'COMMIT' line or these rules won't be processed
COMMIT
`;

/** The files by which a host has firewalld and ufw. */
export const INSTALLED: Readonly<Record<string, string>> = {
  '/usr/sbin/firewalld': '#!/usr/bin/python3\n',
  '/etc/firewalld/firewalld.conf': 'DefaultZone=public\nFirewallBackend=nftables\n',
  '/usr/sbin/ufw': '#!/usr/bin/python3\n',
  '/etc/ufw/after.rules': AFTER_RULES,
};
