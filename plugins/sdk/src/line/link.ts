import type { LinkFields } from '../operation/link.js';
import type { Operation } from '../operation/operation.js';
import type { LineTable } from './table.js';
import { bridge, flag, ip, option, words } from './words.js';

export const linkLines: LineTable<keyof LinkFields> = {
  'link.add': ({ link, mac, device }) =>
    ip(words`link add name ${link} address ${mac} type ${device.kind}`, deviceWords(device)),
  'link.set': ({ link, mac, addressGeneration, alias, master, up, arp }) =>
    ip(
      words`link set dev ${link}`,
      option('address', mac),
      option('addrgenmode', addressGeneration),
      option('alias', alias),
      option('master', master),
      flag('arp', arp),
      up === undefined ? [] : [up ? 'up' : 'down'],
    ),
  'link.delete': ({ link }) => ip(words`link del dev ${link}`),
  'altname.add': ({ link, altname }) => ip(words`link property add dev ${link} altname ${altname}`),
  'altname.delete': ({ link, altname }) =>
    ip(words`link property del dev ${link} altname ${altname}`),
  'bridge.set': ({ link, ageingTime, spanningTree, vlanFiltering }) =>
    ip(
      words`link set dev ${link} type bridge`,
      option('ageing_time', ageingTime),
      option('stp_state', numeral(spanningTree)),
      option('vlan_filtering', numeral(vlanFiltering)),
    ),
  'bridge-port.set': ({ link, isolated, flood, locked, learning, broadcastFlood }) =>
    ip(
      words`link set dev ${link} type bridge_slave`,
      flag('isolated', isolated),
      flag('flood', flood),
      flag('locked', locked),
      flag('learning', learning),
      flag('bcast_flood', broadcastFlood),
    ),
  'bridge-entry.replace': ({ link, mac, state }) =>
    bridge(words`fdb replace ${mac} dev ${link} master ${state}`),
  'bridge-entry.delete': ({ link, mac }) => bridge(words`fdb del ${mac} dev ${link} master static`),
};

/** As `ip` names settings of a bridge, whose ports have `on` and `off`. */
function numeral(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(Number(value));
}

function deviceWords(device: Operation<'link.add'>['device']): string[] {
  switch (device.kind) {
    case 'bridge': {
      const snooping = device.multicastSnooping ? 1 : 0;
      return words`mcast_snooping ${snooping} ageing_time ${device.ageingTime}`;
    }
    case 'veth': {
      const { name, mac, namespace } = device.peer;
      return words`peer name ${name} address ${mac} netns ${namespace}`;
    }
    case 'ifb':
      return [];
  }
}
