import { expect, it } from 'vitest';
import { allSources } from '../../support/house/sources.js';

interface OldWord {
  readonly old: RegExp;
  /** The word of docs/glossary.md. */
  readonly instead: string;
  /** Lines in which the word has another meaning, and stays. */
  readonly except?: RegExp;
}

/**
 * Words that docs/glossary.md replaces. They match inside identifiers, in comments and in texts.
 */
const OLD_WORDS: readonly OldWord[] = [
  {
    old: /world/i,
    instead: 'state, model or scenario',
    except: /worlds|random world|WORLDS|"world/,
  },
  { old: /passage/i, instead: 'firewall exception' },
  { old: /coexistence/i, instead: 'foreign firewalls' },
  { old: /\bmend(s|ed|ing)?\b/i, instead: 'fix or repair' },
  { old: /\b(some|any)body\b|\bwhoever\b/i, instead: 'a noun' },
  { old: /\bcables?\b/i, instead: 'veth pair' },
  { old: /\btenants?\b/i, instead: 'process in a namespace' },
  { old: /takenOut|takeBack|\b(taken|takes|take) back\b/i, instead: 'removed, or rolled back' },
  { old: /\bwish(es|ed)?\b/i, instead: 'request' },
  { old: /\bled (back|further|to)\b/i, instead: 'forwarded, or hairpin NAT' },
  { old: /converge\b|fitToHost|withoutRemade|misspelt/i, instead: 'reconcile, adapt, recreate' },
];

/** This table, and the random worlds. */
const SKIPPED = /^test\/unit\/house\/words\.|^test\/support\/worlds\//;

function faultsIn(path: string, text: string): string[] {
  return `${path}\n${text}`
    .split('\n')
    .flatMap((line, at) =>
      OLD_WORDS.filter(({ old, except }) => old.test(line) && !except?.test(line)).map(
        ({ old, instead }) => `${path}:${at}: not ${old.source} but ${instead}`,
      ),
    );
}

it('names and texts use the words of the glossary', () => {
  const sources = allSources().filter(({ path }) => !SKIPPED.test(path));
  expect(sources.flatMap(({ path, text }) => faultsIn(path, text))).toEqual([]);
});

it('the table finds an old word in a name, a comment and a path', () => {
  expect(faultsIn('a.ts', 'const oldWorld = 1;')).toHaveLength(1);
  expect(faultsIn('a.ts', '// Nobody but a tenant.')).toHaveLength(1);
  expect(faultsIn('passages.ts', '')).toHaveLength(1);
  expect(faultsIn('a.ts', 'a random world of the suite')).toEqual([]);
});
