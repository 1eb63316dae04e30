import { describe, expect, it } from 'vitest';
import {
  parseAddresses,
  parseLinks,
  parseRoutes,
  parseRules,
} from '../../../../src/host/iproute2/ip/parse.js';

describe('the output of ip', () => {
  it('may lack fields of a link', () => {
    expect(parseLinks('[{"ifindex":1,"ifname":"lo","flags":["LOOPBACK"]}]')).toEqual([
      {
        ifindex: 1,
        ifname: 'lo',
        flags: ['LOOPBACK'],
        operstate: false,
        altnames: [],
        linkinfo: {},
      },
    ]);
  });

  it('may have empty items for links without an address', () => {
    const text = '[{},{"ifname":"a","addr_info":[{"local":"10.0.0.1","prefixlen":16}]}]';
    expect(parseAddresses(text).filter(({ addr_info }) => addr_info.length > 0)).toEqual([
      { ifname: 'a', addr_info: [{ local: '10.0.0.1', prefixlen: 16 }] },
    ]);
  });

  it('has table numbers with or without quotes', () => {
    const text = '[{"dst":"default","dev":"a","table":"100"},{"dst":"10.0.0.0/8","table":7}]';
    expect(parseRoutes(text).map(({ table }) => table)).toEqual([100, 7]);
  });

  it('has marks in hexadecimal, and rules without a table', () => {
    const text = `[{"priority":7,"fwmark":"0x64","table":"100"},
      {"priority":8,"fwmark":"0x60","fwmask":"0xfffffff0","goto":100},
      {"priority":9,"action":"unreachable"}]`;
    expect(parseRules(text)).toMatchObject([
      { priority: 7, fwmark: 100, fwmask: null, table: 100, goto: null },
      { priority: 8, fwmark: 96, fwmask: 0xfffffff0, table: null, goto: 100 },
      { priority: 9, fwmark: null, table: null, goto: null },
    ]);
  });

  it('has control characters in names that root in a namespace chose', () => {
    const name = '\u0001\u001b[31m\u0000\u001f';
    const text = `[{"ifindex":1,"ifname":"a","flags":[],"ifalias":"${name}","altnames":["${name}"]}]`;
    expect(parseLinks(text)).toMatchObject([{ ifalias: name, altnames: [name] }]);
  });

  it.each(['', 'x', '{}', '[{"ifname":1}]'])('is refused where it is malformed: %j', (text) => {
    expect(() => parseLinks(text)).toThrow(
      expect.objectContaining({ code: 'HOST_OUTPUT_UNKNOWN' }),
    );
  });
});
