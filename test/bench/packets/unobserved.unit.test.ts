import { expect, it } from 'vitest';
import { unobserved } from './unobserved.js';

it('puts plain drops and returns in the place of rules that are observed', () => {
  const ruleset = `
  chain in/vpc1/web {
    tcp dport 22 counter name "in/vpc1/web/35c2" counter name "denied/ingress-rule" meta mark set 0x00000201 goto denied comment "no"
    tcp dport 443 counter name "in/vpc1/web/9648" return
    meta mark set 0x00001b59
    goto count-connection
  }`;
  expect(unobserved(ruleset)).toBe(`
  chain in/vpc1/web {
    tcp dport 22 drop comment "no"
    tcp dport 443 return
    meta mark set 0x00001b59
    goto count-connection
  }`);
});

it('refuses a ruleset that it does not know', () => {
  expect(() => unobserved('chain a { drop }')).toThrow('counts nothing');
  const other = 'udp dport 1 counter name "a" return\nip daddr 1.2.3.4 goto in/a/denied';
  expect(() => unobserved(other)).toThrow('still shows what it drops: ip daddr 1.2.3.4');
});
