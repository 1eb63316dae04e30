import { expect, it } from 'vitest';
import { parseTutorial } from '../../../src/demo/parse.js';
import { play } from '../../../src/demo/play.js';
import { refreshed, shownFiles } from '../../support/pictures/readme.js';
import { box, escaped, picture } from '../../support/pictures/svg.js';

const DOCUMENT = `## A step

\`\`\`console
$ vpcctl one
as it
was
$ vpcctl two \\
    more
…
$ cat rules.json
{"a": 1}
$ vpcctl three
\`\`\`

text
`;

/** What commands print now. */
const NOW: Record<string, string> = {
  'vpcctl one': 'another\nline\nand one\n',
  'vpcctl two \\\n    more': 'anything\n',
  'vpcctl three': 'something\n',
  'cat rules.json': '{"a": 1}\n',
};

it('a document gets what its commands print now, and keeps what still holds', async () => {
  const played = await play(
    parseTutorial(DOCUMENT),
    async (text, directory) => ({
      ...{ exitCode: 0, timedOut: false, directory, output: NOW[text] ?? 'unknown' },
    }),
    '/',
    { step: () => {}, action: () => {}, played: () => {} },
  );
  const expected = DOCUMENT.replace('as it\nwas\n', 'another\nline\nand one\n').replace(
    '$ vpcctl three\n',
    '$ vpcctl three\nsomething\n',
  );
  expect(refreshed(DOCUMENT, played)).toBe(expected);
});

it('knows the files that readers are to write', () => {
  expect([...shownFiles(DOCUMENT)]).toEqual([['rules.json', '{"a": 1}\n']]);
});

it('a text in a picture is no markup', () => {
  expect(escaped('<a href="x">&')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;');
  const drawn = box({ at: [0, 0], size: [10, 10], colour: 'plain', title: '</svg>' });
  expect(picture([10, 10], 'a', [drawn]).match(/<\/svg>/g)).toHaveLength(1);
});
