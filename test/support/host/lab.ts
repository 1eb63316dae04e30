import { chmodSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Operation, type Resource, VpcctlError } from '@vpcctl/sdk';
import { environmentOf, namespaceOf, processEntry } from '@vpcctl/sdk/lab';
import { build } from 'esbuild';
import { z } from 'zod';
import { startDialogue } from '../../../src/host/process/dialogue.js';
import { CHECKOUT } from '../checkout.js';
import { type Lab, type RunOptions, startLab } from '../lab/harness.js';
import type { Request } from './agent.js';

/** A lab in which the host's own code runs on the lab's kernel. */
export interface HostLab {
  readonly lab: Lab;
  /** Where the agent's bundle lies. */
  readonly agent: string;
  /** @throws VpcctlError as it was thrown in the lab */
  ask<T>(schema: z.ZodType<T>, request: Request, options?: RunOptions): Promise<T>;
  execute(operations: readonly Operation[]): Promise<void>;
  observe(candidates: readonly Resource[]): Promise<Resource[]>;
  /** Runs a line of shell that must succeed. */
  shell(line: string): Promise<string>;
  stop(): Promise<void>;
}

const resource: z.ZodType<Resource> = z.object({
  kind: z.string(),
  id: z.string(),
  attributes: z.record(z.string(), z.json()),
  dependsOn: z.array(z.string()).exactOptional(),
  why: z.string(),
});

const failure = z.object({ code: z.string(), message: z.string(), hints: z.array(z.string()) });
const reply = z.union([z.object({ error: failure }), z.object({ value: z.unknown() })]);

/** Starts a lab and puts the agent where it can be run. */
export async function startHostLab(options: Parameters<typeof startLab>[0] = {}): Promise<HostLab> {
  const directory = mkdtempSync(join(tmpdir(), 'vpcctl-host-test-'));
  chmodSync(directory, 0o755);
  const agent = await bundleAgent(directory);
  const lab = await startLab(options);
  const [program = '', ...words] = entry(lab, 'node', agent, namespaceOf('self', 'net') ?? '');
  const dialogue = startDialogue('the agent', program, words);
  const askAnother = async (input: string, runOptions: RunOptions) => {
    const { stdout, stderr } = await lab.run('node', [agent], { ...runOptions, input });
    if (stderr !== '') throw new Error(`the agent failed: ${stderr}`);
    return stdout;
  };
  const ask: HostLab['ask'] = async (schema, request, runOptions) => {
    const input = JSON.stringify(request);
    // One agent for all that needs no environment of its own.
    const line =
      runOptions === undefined ? await dialogue.ask(input) : await askAnother(input, runOptions);
    const answer = reply.parse(JSON.parse(line));
    if (!('error' in answer)) return schema.parse(answer.value);
    const { message, code, hints } = answer.error;
    throw new VpcctlError(message, { code, category: 'host', hints });
  };
  return {
    lab,
    agent,
    ask,
    execute: async (operations) => {
      await ask(z.unknown(), { do: 'execute', operations });
    },
    observe: (candidates) => ask(z.array(resource), { do: 'observe', candidates }),
    async shell(line) {
      const { exitCode, stdout, stderr } = await lab.shell(line);
      if (exitCode !== 0) throw new Error(`${line}: exit code ${exitCode}: ${stderr}`);
      return stdout;
    },
    async stop() {
      await dialogue.end();
      await lab.stop();
      rmSync(directory, { recursive: true });
    },
  };
}

/** The words that start a program in a lab, with its environment. */
function entry(lab: Lab, ...command: readonly string[]): string[] {
  const environment = Object.entries(environmentOf(lab.pid) ?? {});
  const variables = environment.map(([name, value]) => `${name}=${value}`);
  return ['nsenter', ...processEntry(lab.pid), 'env', '-i', ...variables, ...command];
}

async function bundleAgent(directory: string): Promise<string> {
  const outfile = join(directory, 'agent.cjs');
  // Packages that are not bundled.
  symlinkSync(join(CHECKOUT, 'node_modules'), join(directory, 'node_modules'));
  await build({
    entryPoints: [join(import.meta.dirname, 'agent.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['vpcctl-source'],
    // esbuild leaves out the start of a package that another one only passes on.
    alias: { '@vpcctl/sdk/zod': 'zod' },
    define: { 'import.meta.filename': '__filename' },
    logLevel: 'error',
  });
  return outfile;
}
