import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderTable } from '../../../src/ui/text/table.js';

const HEAD = ['VPC', 'CIDR', 'SUBNETS'];
const ROWS = [
  ['vpc1', '10.0.0.0/16', 'public 10.0.1.0/24 public\n  public/web1 10.0.1.2'],
  ['\u001b[1mvpc2\u001b[22m', '172.16.0.0/12', '-'],
];
const widest = (text: string) => Math.max(...text.split('\n').map((line) => stringWidth(line)));

describe('a table', () => {
  it('is as wide as its cells where there is room', () => {
    expect(widest(renderTable(HEAD, ROWS, 46))).toBe(46);
    expect(renderTable(HEAD, ROWS, 46)).toBe(renderTable(HEAD, ROWS, Number.POSITIVE_INFINITY));
  });

  it('is wrapped between words where it is wider than the terminal', () => {
    expect(renderTable(HEAD, ROWS, 40)).toBe(
      [
        'VPC   CIDR           SUBNETS',
        'vpc1  10.0.0.0/16    public 10.0.1.0/24',
        '                     public',
        '                       public/web1',
        '                       10.0.1.2',
        '\u001b[1mvpc2\u001b[22m  172.16.0.0/12  -',
      ].join('\n'),
    );
  });

  it('is a paragraph for each row where even its longest words do not fit', () => {
    expect(renderTable(HEAD, ROWS, 32)).toBe(
      [
        'VPC      vpc1',
        'CIDR     10.0.0.0/16',
        'SUBNETS  public 10.0.1.0/24',
        '         public',
        '           public/web1 10.0.1.2',
        '',
        'VPC      \u001b[1mvpc2\u001b[22m',
        'CIDR     172.16.0.0/12',
        'SUBNETS  -',
      ].join('\n'),
    );
  });

  it('is never wider than the terminal, but for words that are', () => {
    const rows = Array.from({ length: 30 }, (_, at) => [
      `vpc${at}`,
      '10.0.0.0/16',
      'some words '.repeat(at).trim(),
    ]);
    for (let width = 25; width < 200; width += 1) {
      expect(widest(renderTable(HEAD, rows, width)), String(width)).toBeLessThanOrEqual(width);
    }
  });
});
