/**
 * Who made what the bundles hold, and under which licence it is: dist/THIRD-PARTY-NOTICES.txt. What
 * is in a bundle is no package any more, so its licence has to go with the bundle.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Licences that allow what we do with a package, as SPDX names them. */
const KNOWN = [
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'],
  'EPL-2.0',
];
/** Those that ask to say where the source is (EPL-2.0, section 3.1). */
const WITH_SOURCE = ['EPL-2.0'];
/** Files with the words of a licence; Apache-2.0 asks for the notice (section 4d). */
const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-]|$)/i;

const LINE = '='.repeat(78);

/**
 * The directories of the packages that bundles hold, relative to the project and sorted. Pure.
 * @param metafiles of esbuild, one a build; files of which nothing is left in a bundle do not count
 */
export function bundledPackages(metafiles) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) =>
      Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) =>
        bytesInOutput > 0 ? [path] : [],
      ),
    ),
  );
  // An input may have the namespace of a plugin before it.
  const directories = inputs.flatMap(
    (path) =>
      /(?:^|[:/])(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  );
  return [...new Set(directories)].sort();
}

/**
 * Whether a bundle goes to users, by `files` of package.json; others are for tests and the build.
 * @param root the project's directory
 */
export function isPacked(root, file) {
  const path = relative(root, file);
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const begins = files.map((name) => name.replace(/\*$/, ''));
  return path.startsWith('plugins/') || begins.some((name) => path.startsWith(name));
}

/**
 * The text of the file: each package once, by name.
 * @param root the project's directory
 * @param directories of packages, as `bundledPackages` gives them
 * @throws Error where a package has no known licence, or no text of it
 */
export function noticesOf(root, directories) {
  const packages = directories.map((directory) => readPackage(root, directory));
  const once = new Map(packages.map((each) => [`${each.name} ${each.version}`, each]));
  const sorted = [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  const list = sorted.map(({ name, version, licence }) => `  ${name} ${version} (${licence})`);
  return [
    'vpcctl is under the MIT licence. Its bundles hold the packages below, which are under licences',
    `of their own. Their authors give no warranty for vpcctl.\n\n${list.join('\n')}\n`,
    ...sorted.map(section),
  ].join('\n');
}

function readPackage(root, directory) {
  const text = readFileSync(join(root, directory, 'package.json'), 'utf8');
  const { name, version, license, repository, homepage } = JSON.parse(text);
  // Of several at choice (`EPL-2.0 OR GPL-3.0-or-later`) the first one that is known.
  const licence = String(license)
    .split(' OR ')
    .find((each) => KNOWN.includes(each));
  if (licence === undefined) {
    throw new Error(`${name} is bundled, and its licence is not known: ${license}`);
  }
  const files = readdirSync(join(root, directory)).filter((file) => LICENCE_FILE.test(file));
  const words = files.sort().map((file) => readFileSync(join(root, directory, file), 'utf8'));
  if (words.length === 0) throw new Error(`${name} is bundled, and has no text of its licence.`);
  const source = sourceOf(repository) ?? homepage ?? null;
  if (WITH_SOURCE.includes(licence) && source === null) {
    throw new Error(`${name} is bundled, and does not say where its source is.`);
  }
  return { name, version, licence, source, words: words.map(tidied) };
}

/** `repository` of a package.json as an address. */
function sourceOf(repository) {
  const given = typeof repository === 'string' ? repository : repository?.url;
  if (given === undefined) return null;
  const address = given
    .replace(/^git\+/, '')
    .replace(/^git:\/\//, 'https://')
    .replace(/\.git$/, '');
  return /^[\w.-]+\/[\w.-]+$/.test(address) ? `https://github.com/${address}` : address;
}

function section({ name, version, licence, source, words }) {
  const head = [LINE, `${name} ${version}`, `Licence: ${licence}`];
  if (source !== null) head.push(`Project: ${source}`);
  if (WITH_SOURCE.includes(licence)) {
    head.push(
      `Source: version ${version} of ${name}, in source form and under ${licence}, is to be had from the`,
      'project above, at no charge. vpcctl has it unchanged, but for minification.',
    );
  }
  return `${[...head, LINE].join('\n')}\n\n${words.join('\n\n')}\n`;
}

const tidied = (text) =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();
