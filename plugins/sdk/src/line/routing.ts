import type { Operation } from '../operation/operation.js';
import { MAIN_TABLE, type RoutingFields } from '../operation/routing.js';
import type { LineTable } from './table.js';
import { ip, option, words } from './words.js';

export const routingLines: LineTable<keyof RoutingFields> = {
  'address.add': ({ cidr, link }) => ip(words`addr add ${cidr} dev ${link} noprefixroute`),
  'address.delete': ({ cidr, link }) => ip(words`addr del ${cidr} dev ${link}`),
  'route.add': (route) => ip(words`route add`, routeWords(route)),
  'route.replace': (route) => ip(words`route replace`, routeWords(route)),
  'route.delete': (route) => ip(words`route del`, routeWords(route)),
  'rule.add': (rule) => ip(words`rule add`, ruleWords(rule)),
  'rule.delete': (rule) => ip(words`rule del`, ruleWords(rule)),
  'neighbour.replace': ({ address, mac, link }) =>
    ip(words`neigh replace ${address} lladdr ${mac} dev ${link} nud permanent`),
  // Not `del`, which ends the whole batch where it finds nothing or fails (ipneigh_modify).
  'neighbour.delete': ({ address, link }) =>
    ip(words`neigh flush to ${address} dev ${link} nud permanent`),
  'neighbour.flush': ({ link }) => ip(words`neigh flush dev ${link}`),
};

type RouteKind = 'route.add' | 'route.replace' | 'route.delete';

function routeWords(route: Operation<RouteKind>): string[] {
  const { type, table, destination, via, link, onlink, metric, source } = route;
  return [
    ...(type === 'unicast' ? [] : [type]),
    destination ?? 'default',
    ...words`table ${table === MAIN_TABLE ? 'main' : table}`,
    ...option('via', via),
    ...option('dev', link),
    ...(onlink ? ['onlink'] : []),
    ...option('metric', metric),
    ...option('src', source),
  ];
}

function ruleWords(rule: Operation<'rule.add' | 'rule.delete'>) {
  const { priority, iif, fwmark, mask, table, goto, longerThan } = rule;
  const bits = mask === null ? '' : `/0x${mask.toString(16)}`;
  return [
    ...words`priority ${priority}`,
    ...option('iif', iif),
    ...option('fwmark', fwmark === null ? null : `${fwmark}${bits}`),
    ...option('lookup', table),
    ...option('suppress_prefixlength', longerThan ?? null),
    ...option('goto', goto),
  ];
}
