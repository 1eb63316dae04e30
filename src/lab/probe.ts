/**
 * Probes a lab from within. It is a bundle of its own, which reads a `LabProbeRequest` on standard
 * input and writes a {@link Reply}.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isVpcctlError } from '@vpcctl/sdk';
import { readSysctl, runProgram, writeSysctl } from '../host/index.js';
import { probeFlows } from '../host/probe/index.js';
import { labProbeRequestSchema, type Reply } from './probe-request.js';

const AGENT = join(dirname(__filename), 'probe-agent.cjs');

/**
 * After how long without an answer a flow is dropped. In a lab, answers take less than a
 * millisecond.
 */
const SILENCE_MS = 1000;

answer().then((reply) => process.stdout.write(`${JSON.stringify(reply)}\n`));

async function answer(): Promise<Reply> {
  const {
    sysctls = {},
    commands,
    workloads,
    flows,
    ports,
    milliseconds = SILENCE_MS,
  } = labProbeRequestSchema.parse(JSON.parse(readFileSync(0, 'utf8')));
  try {
    for (const [key, value] of Object.entries(sysctls)) {
      if (readSysctl(key) !== null) writeSysctl(key, value);
    }
    for (const command of commands) await runProgram('vpcctl', command);
    const options = { awaits: 'data', milliseconds, ports } as const;
    return { verdicts: await probeFlows(AGENT, workloads, flows, options) };
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    const { message, hints } = readMessage(error.message);
    return { error: { message, hints: [...hints, ...error.hints] } };
  }
}

/** The error and the hints that a failed vpcctl printed, without the progress before them. */
function readMessage(text: string): { message: string; hints: string[] } {
  const [message = '', ...hints] = text
    .replace(/^(vpcctl [^:]*: )(?:[\s\S]*?\n)?error: /, '$1')
    .split('\n  → ');
  return { message, hints };
}
