import type { Instance } from '../../features/instance/state.js';

/** What was made for an instance, a line each, and what to do next. */
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
