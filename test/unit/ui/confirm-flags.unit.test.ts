import { describe, expect, it } from 'vitest';
import * as engine from '../../../src/engine/index.js';
import { parseDuration, readConfirmOptions } from '../../../src/ui/commands/confirm-flags.js';

describe('the time of --confirm-within', () => {
  it.each([
    ['1', 1000],
    ['60s', 60_000],
    ['5m', 300_000],
    ['24h', 86_400_000],
  ])('is read: %s', (text, milliseconds) => {
    expect(parseDuration(text, '--confirm-within')).toBe(milliseconds);
  });

  it.each(['', '0', '0s', '-1', '25h', '1d', '1.5s', 'soon', '9999999', ' 1s'])(
    'is refused: %j',
    (text) => {
      expect(() => parseDuration(text, '--confirm-within')).toThrow(
        expect.objectContaining({ code: 'DURATION_INVALID', category: 'input' }),
      );
    },
  );
});

describe('the confirmation of a change', () => {
  it('is by checks, by confirm, by both, or not needed', () => {
    const check = ['host -> 10.0.1.1'];
    expect(readConfirmOptions(engine, {})).toEqual({ checks: [], within: null, confirming: true });
    expect(readConfirmOptions(engine, { check })).toMatchObject({
      within: 20_000,
      confirming: true,
    });
    const confirm = { 'confirm-within': '5m' };
    expect(readConfirmOptions(engine, confirm)).toMatchObject({
      within: 300_000,
      confirming: false,
    });
    expect(readConfirmOptions(engine, { ...confirm, check })).toMatchObject({
      checks: [{ text: check[0] }],
      within: 300_000,
      confirming: false,
    });
  });
});
