import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { CHECKOUT } from '../checkout.js';
import { outsideEnvironment } from '../lab/harness.js';

/** A copy of what is started as `vpcctl`, to be harmed. */
export function copyOfPackage(): { root: string; remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'vpcctl-test-'));
  for (const name of ['bin', 'dist', 'package.json', 'oclif.manifest.json', 'plugins']) {
    cpSync(join(CHECKOUT, name), join(root, name), { recursive: true });
  }
  cpSync(join(CHECKOUT, 'plugins'), join(root, 'node_modules', '@vpcctl'), { recursive: true });
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Runs a program that changes nothing on the host, such as `vpcctl --version`. */
export async function run(program: string, args: string[], env: Record<string, string> = {}) {
  const { exitCode, stdout, stderr } = await execa(program, args, {
    env: { ...outsideEnvironment(), VPCCTL_HOME: join(tmpdir(), 'no-vpcctl-state'), ...env },
    extendEnv: false,
    reject: false,
    cwd: '/',
  });
  return { exitCode, stdout, stderr };
}
