import { afterAll, beforeAll } from 'vitest';
import type { Subject } from './subject.js';

/** The file is missing where iptables can't see bridged packets at all. */
const BRIDGE_NF = '/proc/sys/net/bridge/bridge-nf-call-iptables';

/**
 * Runs the cases of the surrounding block with iptables seeing bridged packets (1) or not (0), as
 * far as the kernel can.
 */
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
