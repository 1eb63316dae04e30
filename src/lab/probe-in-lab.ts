import { join } from 'node:path';
import { VpcctlError } from '@vpcctl/sdk';
import { interrupted } from '../host/index.js';
import type { Verdict } from '../host/probe/index.js';
import type { LabCopy } from './lab-copy.js';
import { type LabProbeRequest, replySchema } from './probe-request.js';
import { askLab } from './run.js';

/** 128 plus the numbers of SIGINT and SIGTERM. */
const INTERRUPTED = [130, 143];

/**
 * Makes a lab of `labCopy`, runs vpcctl commands in it, and sends real packets between its
 * workloads.
 * @param packageRoot vpcctl's own directory
 * @param what names the lab in errors: `the lab with nftables`
 * @returns a verdict for each flow, in their order
 * @throws VpcctlError `LAB_PROBE_FAILED`, `HOST_INTERRUPTED`; as `runLab`
 */
export async function probeInLab(
  packageRoot: string,
  what: string,
  labCopy: LabCopy,
  probeRequest: LabProbeRequest,
): Promise<Verdict[]> {
  const command = [process.execPath, join(packageRoot, 'dist', 'lab-probe.cjs')];
  const asked = await askLab(packageRoot, command, JSON.stringify(probeRequest), labCopy);
  if (INTERRUPTED.includes(asked.exitCode)) throw interrupted();
  if (asked.exitCode !== 0) throw failed(what, `it ended with exit code ${asked.exitCode}`, []);
  const reply = replySchema.parse(JSON.parse(asked.output));
  if ('error' in reply) throw failed(what, reply.error.message, reply.error.hints);
  return reply.verdicts;
}

function failed(what: string, reason: string, hints: readonly string[]): VpcctlError {
  return new VpcctlError(`${what} could not be probed: ${reason}`, {
    code: 'LAB_PROBE_FAILED',
    category: 'host',
    hints: [...hints, 'nothing of the real host was changed'],
  });
}
