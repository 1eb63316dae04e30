import type { HostCommand, Neighbour, Phase } from '@vpcctl/sdk';
import { ipLine, words } from './ip/line.js';
import type { CompileContext, KindCompiler } from './kind-compiler.js';

export const neighbour: KindCompiler<Neighbour> = {
  create: (after, context) => entry(after, context),
  update(before, after, context) {
    const isSame =
      before.attributes.link === after.attributes.link &&
      before.attributes.address === after.attributes.address;
    if (isSame) return entry(after, context);
    return [...neighbour.delete(before, context), ...neighbour.create(after, context)];
  },
  delete(before, context) {
    const { link, address } = before.attributes;
    if (context.deletesLink(null, link)) return [];
    // Not `del`, which ends the whole batch where it finds nothing or fails (ipneigh_modify).
    return [
      ipLine('detach', null, before, words`neigh flush to ${address} dev ${link} nud permanent`),
    ];
  },
};

function entry(after: Neighbour, context: CompileContext): HostCommand[] {
  const { link, address, mac } = after.attributes;
  // A link that goes down forgets its neighbours, permanent ones included (neigh_ifdown).
  const phase: Phase = context.bringsUpPort(link) ? 'up' : 'create';
  const line = words`neigh replace ${address} lladdr ${mac} dev ${link} nud permanent`;
  return [ipLine(phase, null, after, line)];
}
