import { body, nested, text } from '../codec/encode.js';
import { CREATE, FLAG, type NetlinkRequest } from '../codec/message.js';
import { IFLA } from './link-attributes.js';
import { encodeLinkHeader } from './link-header.js';
import { RTM, request } from './request.js';

/** An alternative name of a link, of up to 127 characters. */
export interface Altname {
  readonly index: number;
  readonly altname: string;
}

/** Requests about alternative names: ip-link(8), "ip link property". Pure. */
export const altname = {
  add: (name: Altname): NetlinkRequest =>
    request(RTM.newLinkProperty, `altname add ${name.altname}`, encode(name), CREATE | FLAG.append),
  delete: (name: Altname): NetlinkRequest =>
    request(RTM.deleteLinkProperty, `altname delete ${name.altname}`, encode(name)),
} as const;

function encode({ index, altname: name }: Altname): Buffer {
  return body([encodeLinkHeader({ index }), nested(IFLA.propertyList, [text(IFLA.altname, name)])]);
}
