import { afterAll, beforeAll } from 'vitest';
import type { Subject } from './subject.js';

/** Where bridges are no matter of iptables at all, there is no such file. */
export const BRIDGE_NF = '/proc/sys/net/bridge/bridge-nf-call-iptables';

/**
 * Has the cases around it run where iptables does not see bridges. With it the bridge itself brings packets from behind it
 * to where DNAT leads them, which the isolation of its ports stops.
 */
export function withoutBridgeNetfilter(subject: () => Subject): void {
  let was = '';
  beforeAll(async () => {
    const script = `[ ! -e ${BRIDGE_NF} ] || { cat ${BRIDGE_NF}; echo 0 > ${BRIDGE_NF}; }`;
    was = (await subject().shell(null, script)).stdout.trim();
  });
  afterAll(async () => {
    if (was !== '') await subject().shell(null, `echo ${was} > ${BRIDGE_NF}`);
  });
}
