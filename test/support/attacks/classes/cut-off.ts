import type { Lab } from '../../lab/harness.js';
import { type Attack, newMark } from '../attack.js';
import { ethernet, TYPE } from '../frames.js';
import { probes } from '../packets.js';
import { type Ears, listen, type Place, type Station, send, surveyOne } from '../scenario.js';
import { outcome, type Tried } from '../try.js';
import { build } from '../weak.js';

/** A MAC lower than any that vpcctl gives. */
const LOWEST = '02:00:00:00:00:01';

/**
 * A new workload cuts no other one off, and gets no packet that was for the router: the router
 * keeps the MAC that workloads know. Root in a subnet can't choose the MAC of the host end. By
 * chance it might be the lowest one of the bridge, so this test sets it.
 */
export async function cutOff(lab: Lab, ears: Ears): Promise<Tried[]> {
  await build(lab, 'create-vpc row 10.9.0.0/16');
  await build(lab, 'add-subnet row one 10.9.1.0/24');
  await build(lab, 'add-instance row one two');
  try {
    const ends = [await surveyOne(lab, 'row-one'), await surveyOne(lab, 'row-one-two')] as const;
    const before = await exchange(lab, ears, ends, 'before', ['row-one', 'row-one-two']);
    await build(lab, 'add-instance row one low');
    const low = await lab.shell(`ip link set dev veth-row-one-low address ${LOWEST}`);
    if (low.exitCode !== 0) throw new Error(low.stderr);
    const after = await exchange(lab, ears, ends, 'after another came', [
      'row-one',
      'row-one-two',
      'row-one-low',
    ]);
    return [...before, ...after];
  } finally {
    await build(lab, 'delete-vpc row --kill');
  }
}

/** Each of two workloads sends to the other, by the MAC of the router that it knows. */
async function exchange(
  lab: Lab,
  ears: Ears,
  [one, two]: readonly [Station, Station],
  when: string,
  places: readonly Place[],
): Promise<Tried[]> {
  const attacks: (Attack & { readonly to: Place })[] = [];
  for (const [from, to] of [
    [one, two],
    [two, one],
  ] as const) {
    for (const [name, packet] of probes(from.address, to.address)) {
      // The reset that answers the SYN may arrive first.
      if (name === 'tcp ack') continue;
      const mark = newMark('cut-off');
      const link = { to: from.router.mac, from: from.mac, type: TYPE.ipv4 };
      attacks.push({
        kind: 'cut-off',
        what: `${from.place}: ${name} to ${to.place}, ${when},`,
        mark,
        from,
        to: to.place,
        frames: [ethernet(link, packet(Buffer.from(mark)))],
        victims: places.filter((place) => place !== from.place && place !== to.place),
      });
    }
  }
  const own = await listen(lab, places);
  try {
    await send(lab, attacks);
    const heard = new Map([...(await ears.heard()), ...(await own.heard())]);
    return attacks.flatMap((attack) => {
      const came = heard.get(attack.to)?.includes(attack.mark);
      return outcome([attack], heard).map(({ harm, ...each }) => ({
        ...each,
        harm: [...harm, ...(came ? [] : ['did not arrive'])],
      }));
    });
  } finally {
    await own.stop();
  }
}
