import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Lab } from '../lab/harness.js';

/**
 * The command of a vpcctl that is the same but for one plugin, which its package.json does not
 * have.
 */
export function withoutPlugin(lab: Lab, name: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'vpcctl-without-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const part of ['bin', 'dist', 'oclif.manifest.json']) {
    cpSync(join(lab.packageRoot, part), join(directory, part), { recursive: true });
  }
  const modules = join(directory, 'node_modules');
  mkdirSync(modules);
  symlinkSync(join(lab.packageRoot, 'node_modules/@vpcctl'), join(modules, '@vpcctl'));
  const text = readFileSync(join(lab.packageRoot, 'package.json'), 'utf8');
  const { [name]: _, ...dependencies } = JSON.parse(text).dependencies;
  const without = { ...JSON.parse(text), dependencies };
  writeFileSync(join(directory, 'package.json'), JSON.stringify(without));
  return join(directory, 'bin/vpcctl');
}
