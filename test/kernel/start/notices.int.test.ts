import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { importsOf } from '../../support/house/imports.js';
import { allSources } from '../../support/house/sources.js';

/** Not in a bundle: npm installs it by itself, with its licence. */
const APART = ['koffi'];

describe('the notices about bundled packages', () => {
  const text = readFileSync(join(CHECKOUT, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
  const sections = text.split(/^={78}\n(?=\S+ \S+\nLicence: )/m).slice(1);
  const listed = [...text.matchAll(/^ {2}(\S+) (\S+) \((\S+)\)$/gm)];

  /** What our sources import as a value or a type, by package. */
  const imported = new Set(
    allSources()
      .filter(({ path }) => /^(src|journal\/src|plugins\/[\w-]+\/src)\/.*\.ts$/.test(path))
      .flatMap((source) => importsOf(source))
      .filter((path) => !/^[./]|^@vpcctl\//.test(path) && !isBuiltin(path))
      .map((path) => /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path)
      .filter((name) => !APART.includes(name)),
  );

  it('name each package that the sources import', () => {
    const names = listed.map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(['elkjs', '@oclif/core', 'zod']));
    const ships = [...imported].filter((name) => name !== 'vitest' && name !== 'fast-check');
    expect(ships.length).toBeGreaterThan(10);
    expect(ships.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('have the words of each licence, and where the source is that a licence asks for', () => {
    expect(sections.map((each) => each.split('\n')[0])).toEqual(
      listed.map(([, name, version]) => `${name} ${version}`),
    );
    for (const section of sections) {
      const [, words = ''] = section.split(/^={78}$/m);
      expect(words, section.slice(0, 80)).toMatch(/permission|licen[cs]e/i);
      expect(words.length, section.slice(0, 80)).toBeGreaterThan(500);
    }
    const elk = sections.find((each) => each.startsWith('elkjs '));
    expect(elk).toMatch(/^Source: .* is to be had from the\nproject above/m);
    expect(elk).toContain('Project: https://');
    expect(elk).toContain('Eclipse Public License');
  });

  it('are in the package', () => {
    const manifest = readFileSync(join(CHECKOUT, 'package.json'), 'utf8');
    const { files } = JSON.parse(manifest) as { files: string[] };
    expect(files).toContain('dist/THIRD-PARTY-NOTICES.txt');
  });
});
