import { it } from 'vitest';
import { LENGTHS } from '../../support/run/lengths.js';
import { expectAgreement } from '../../support/worlds/agree.js';

it.each(['nftables', 'iptables-legacy'])(
  'the model and the kernel agree in a random world, with %s',
  async (backend) => {
    const { seed, shrinkSeconds } = LENGTHS;
    await expectAgreement(backend, { count: 1, atOnce: 1, seed, shrinkSeconds });
  },
  600_000,
);
