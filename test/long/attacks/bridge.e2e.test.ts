import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ethernet, ipv4, PROTOCOL, TYPE, udp } from '../../support/attacks/frames.js';
import {
  buildScenario,
  detected,
  finder,
  listen,
  type Place,
  runAt,
  type Station,
  send,
} from '../../support/attacks/scenario.js';
import { ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;
let stations: ReadonlyMap<Place, Station>;
beforeAll(async () => {
  lab = await startLab();
  await buildScenario(lab);
  stations = await detected(lab);
});
afterAll(() => lab.stop());

function station(place: Place): Station {
  return finder(stations)(place);
}

/** A datagram that may pass, from one workload to another by its router. */
function letter(from: Station, to: Station, mark: string): Buffer {
  const packet = udp(6000, 8080, Buffer.from(mark));
  return ethernet(
    { to: from.router.mac, from: from.mac, type: TYPE.ipv4 },
    ipv4({ from: from.address, to: to.address, protocol: PROTOCOL.udp }, packet),
  );
}

/** Who has heard a letter from the peer to `a-db`, after `before`. */
async function whoHears(before: () => Promise<unknown>): Promise<Place[]> {
  letters += 1;
  const mark = `vpcctl-attack/letter/${letters};`;
  const [peer, db] = [station('peer-one'), station('a-db')];
  const ears = await listen(lab, ['a-web', 'a-web-two', 'a-db']);
  try {
    await before();
    await send(lab, [{ from: peer, frames: [letter(peer, db, mark)] }]);
    const heard = await ears.heard();
    return [...heard].filter(([, marks]) => marks.includes(mark)).map(([place]) => place);
  } finally {
    await ears.stop();
  }
}
let letters = 0;

describe("a neighbour's frames reach no other port", () => {
  it('in normal operation', async () => {
    expect(await whoHears(async () => {})).toEqual(['a-db']);
  });

  it('when the bridge is flooded with MACs', async () => {
    const web = station('a-web');
    const flood = Array.from({ length: 5000 }, (_, number) => {
      const from = `02:66:00:00:${(number >> 8).toString(16).padStart(2, '0')}:${(number & 255).toString(16).padStart(2, '0')}`;
      return ethernet(
        { to: web.router.mac, from, type: TYPE.ipv4 },
        ipv4(
          { from: web.address, to: '10.0.0.1', protocol: PROTOCOL.udp },
          udp(1, 1, Buffer.alloc(0)),
        ),
      );
    });
    expect(await whoHears(() => send(lab, [{ from: web, frames: flood }]))).toEqual(['a-db']);
    const { stdout } = await lab.shell('bridge fdb show br br-a');
    expect(stdout).not.toContain('02:66:');
  });

  it('when its link was down for a moment, so that the bridge has forgotten its MAC', async () => {
    const { interface: link } = station('a-db');
    const flap = async () => {
      await runAt(lab, 'a-db', ['ip', 'link', 'set', link, 'down']);
      await runAt(lab, 'a-db', ['ip', 'link', 'set', link, 'up']);
    };
    expect(await whoHears(flap)).not.toContain('a-web');
    await runAt(lab, 'a-db', [
      'ip',
      'route',
      'replace',
      'default',
      'via',
      '10.0.0.1',
      'dev',
      link,
      'onlink',
    ]);
  });
});

describe('damage by root in a subnet to its own interface', () => {
  it('is fixed by one replay, including the source guard', async () => {
    const before = await sourceGuardRules();
    const { interface: link } = station('a-web');
    await runAt(lab, 'a-web', ['ip', 'link', 'set', link, 'down']);
    await runAt(lab, 'a-web', ['ip', 'link', 'set', link, 'name', 'mine']);
    await ok(lab, 'replay');
    expect(await sourceGuardRules()).toEqual(before);
    expect(await ok(lab, 'replay')).toBe('The host matches the journal: nothing to do\n');
  });
});

/** All that the host says of the port of `a-web`, but what counts up. */
async function sourceGuardRules(): Promise<string[]> {
  const { stdout } = await lab.shell(`port=veth-a-web
    bridge -d link show dev $port | tail -n +2; bridge fdb show br br-a | grep "$port.*static"
    cat /proc/sys/net/ipv6/conf/$port/disable_ipv6; cat /sys/class/net/$port/address`);
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .sort();
}
