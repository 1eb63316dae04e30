/**
 * Probes a lab from within, a bundle of its own: it reads an {@link Inquiry} on standard input and writes a
 * {@link Reply}. Called with `machine` it is the agent of one machine.
 */
import { readFileSync } from 'node:fs';
import { runAgent } from '../host/probing/agent.js';
import type { Reply } from './inquiry.js';

if (process.argv[2] === 'machine') {
  runAgent().catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
} else answer().then((reply) => process.stdout.write(`${JSON.stringify(reply)}\n`));

/** Loads what an agent does not need. */
async function answer(): Promise<Reply> {
  const { isVpcctlError } = await import('@vpcctl/sdk');
  const { inquirySchema } = await import('./inquiry.js');
  const { probeFlows } = await import('../host/probing/probe.js');
  const { runProgram } = await import('../host/run.js');
  const { commands, machines, flows, ports } = inquirySchema.parse(
    JSON.parse(readFileSync(0, 'utf8')),
  );
  try {
    for (const command of commands) await runProgram('vpcctl', command);
    return { verdicts: await probeFlows(__filename, machines, flows, { ports }) };
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    const { message, hints } = readMessage(error.message);
    return { error: { message, hints: [...hints, ...error.hints] } };
  }
}

/** Of a vpcctl that failed: its error and its hints, as it prints them, without its progress before. */
function readMessage(text: string): { message: string; hints: string[] } {
  const [message = '', ...hints] = text
    .replace(/^(vpcctl [^:]*: )(?:[\s\S]*?\n)?error: /, '$1')
    .split('\n  → ');
  return { message, hints };
}
