import { expect, it } from 'vitest';
import { checkOpenFiles } from '../../../../src/host/proc/open-files.js';

const limits = (
  soft: string,
) => `Limit                     Soft Limit           Hard Limit           Units
Max processes             15000                15000                processes
Max open files            ${soft.padEnd(20)} 4096                 files`;

it.each(['20', '63'])('a change is refused where only %s files may be open', (soft) => {
  expect(() => checkOpenFiles(limits(soft))).toThrow(
    expect.objectContaining({
      code: 'HOST_OPEN_FILES_LIMIT',
      message: `only ${soft} files may be open at a time; a change needs 64`,
    }),
  );
});

it.each([limits('64'), limits('1024'), limits('unlimited'), '', null])(
  'a change is made where enough files may be open, or where that is unknown',
  (text) => {
    expect(() => checkOpenFiles(text)).not.toThrow();
  },
);
