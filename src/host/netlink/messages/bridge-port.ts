import { body, nested, u8 } from '../codec/encode.js';
import type { NetlinkRequest } from '../codec/message.js';
import { BRIDGE_PORT, IFLA, type PortSetting, type PortSettings } from './link-attributes.js';
import { encodeLinkHeader } from './link-header.js';
import { AF, RTM, request } from './request.js';

export const bridgePort = {
  /** Refused with EOPNOTSUPP where the link is no port of a bridge: so `master` comes first. */
  set({ index, ...settings }: PortSettings & { readonly index: number }): NetlinkRequest {
    const attributes = Object.entries(settings).map(([setting, value]) =>
      value === undefined ? null : u8(BRIDGE_PORT[setting as PortSetting], Number(value)),
    );
    const header = encodeLinkHeader({ family: AF.bridge, index });
    const encoded = body([header, nested(IFLA.protinfo, attributes)]);
    return request(RTM.setLink, `bridge port ${index}`, encoded);
  },
} as const;
