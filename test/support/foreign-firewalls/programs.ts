/** How an administrator uses a firewall program, in lines for a shell. */
export interface ProgramUse {
  readonly start: string;
  /** Each of them loads its rules anew. */
  readonly reloads: readonly string[];
  readonly stop: string;
}

export const PROGRAM_USES: Readonly<Record<string, ProgramUse>> = {
  firewalld: {
    start: 'systemctl start firewalld && firewall-cmd --state',
    reloads: [
      'firewall-cmd --reload',
      'firewall-cmd --complete-reload',
      'systemctl restart firewalld && firewall-cmd --state',
    ],
    stop: 'systemctl stop firewalld',
  },
  ufw: {
    start: 'ufw --force enable',
    reloads: ['ufw reload', 'ufw disable && ufw --force enable'],
    stop: 'ufw disable',
  },
};

/** The files of both programs that vpcctl may touch, with their texts and modes. */
export const CONFIGURATION =
  'find /etc/firewalld /etc/ufw -type f ! -name user*.rules ! -name ufw.conf -printf "%p %m\\n" -exec sha256sum {} + | sort';

/** The packages that have them. */
export const FIREWALL_PACKAGES = ['dbus', 'firewalld', 'ufw'];
