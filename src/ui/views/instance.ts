import type { Instance } from '../../model/network/index.js';

/** The namespace, address and veth pair of a new instance, and the next step. */
export function instanceSummary({
  vpc,
  subnet,
  name,
  address,
  namespace,
  guestEnd,
  hostEnd,
}: Instance): string[] {
  return [
    `  namespace  ${namespace}, address ${address}`,
    `  veth pair  ${guestEnd.altname ?? guestEnd.name} to ${hostEnd.altname ?? hostEnd.name}`,
    `  next       vpcctl exec ${vpc} ${subnet}/${name} -- ip route`,
  ];
}
