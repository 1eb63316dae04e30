import { afterAll, beforeAll } from 'vitest';
import type { Subject } from './subject.js';

/** Where bridges are no matter of iptables at all, there is no such file. */
const BRIDGE_NF = '/proc/sys/net/bridge/bridge-nf-call-iptables';

/** Has the cases around it run where iptables sees what bridges carry (1), or does not (0), as far as the kernel can. */
export function bridgeNetfilter(subject: () => Subject, value: 0 | 1): void {
  let was = '';
  beforeAll(async () => {
    const script = `[ ! -e ${BRIDGE_NF} ] || { cat ${BRIDGE_NF}; echo ${value} > ${BRIDGE_NF}; }`;
    was = (await subject().shell(null, script)).stdout.trim();
  });
  afterAll(async () => {
    if (was !== '') await subject().shell(null, `echo ${was} > ${BRIDGE_NF}`);
  });
}
