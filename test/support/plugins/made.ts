import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HOOK = { 'vpcctl:plugin': './plugin.cjs' };
const COMMANDS = { strategy: 'explicit', target: './commands.cjs', identifier: 'commands' };

/**
 * Writes a package into a folder of its own below `directory`.
 * @param answer source of what its hook answers, or does
 * @param command a command that it has
 * @param oclif what its package.json says to oclif
 * @returns the folder
 */
export function makePlugin(
  directory: string,
  name: string,
  answer: string,
  command?: string,
  oclif: object = { hooks: HOOK },
): string {
  const place = join(directory, encodeURIComponent(name));
  mkdirSync(place, { recursive: true });
  const commands = command === undefined ? {} : { commands: COMMANDS };
  const merged = 'hooks' in oclif ? { oclif: { ...oclif, ...commands } } : {};
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...merged }));
  writeFileSync(join(place, 'plugin.cjs'), `module.exports = async () => (${answer});`);
  const source = `exports.commands = { '${command}': class { static id; static async run() {} } };`;
  writeFileSync(join(place, 'commands.cjs'), source);
  return place;
}

/** Source of what a hook answers: a plugin with a feature of that name and one intent. */
export function brings(feature: string, intent = `${feature}.make`, apiVersion = 2): string {
  const schema = '{ safeParse: (data) => ({ success: true, data }) }';
  const made = `{ type: '${intent}', version: 1, input: ${schema}, data: ${schema}, decide: () => ({}), describe: () => '' }`;
  return `{ name: 'any', apiVersion: ${apiVersion}, features: [{ name: '${feature}', initial: {},
    intents: [${made}], evolve: {}, lower: () => [], select: () => ({}) }] }`;
}
