import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTracePrefix } from '../../../../src/host/netlink/messages/log/trace-prefix.js';

test('a step of iptables is read from the prefix of a logged packet', () => {
  const chain = fc.stringMatching(/^[\x21-\x7e]{1,28}$/);
  const type = fc.constantFrom('rule', 'return', 'policy');
  fc.assert(
    fc.property(chain, type, fc.nat(), (name, word, rule) => {
      expect(readTracePrefix(`TRACE: filter:${name}:${word}:${rule} `)).toEqual({
        ...{ family: 'ip', table: 'filter', chain: name, type: word, rule },
        ...{ verdict: null, target: null },
      });
    }),
  );
});

test('any other prefix is no step', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(readTracePrefix(text)).toBeNull();
    }),
  );
  expect(readTracePrefix('TRACE: filter:rule:1')).toBeNull();
  expect(readTracePrefix('MARK TRACE: filter:FORWARD:rule:1 ')).toBeNull();
});
