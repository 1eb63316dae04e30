import { about, type Neighbour, type Operation } from '@vpcctl/sdk';
import type { CompileContext, KindCompiler } from './kind-compiler.js';

export const neighbour: KindCompiler<Neighbour> = {
  create: (after, context) => [entry(after, context)],
  update(before, after, context) {
    const isSame =
      before.attributes.link === after.attributes.link &&
      before.attributes.address === after.attributes.address;
    if (isSame) return [entry(after, context)];
    return [...neighbour.delete(before, context), ...neighbour.create(after, context)];
  },
  delete(before, context) {
    const { link, address } = before.attributes;
    if (context.deletesLink(null, link)) return [];
    return [
      {
        op: 'neighbour.delete',
        phase: 'detach',
        namespace: null,
        link,
        address,
        ...about(before),
      },
    ];
  },
};

function entry(after: Neighbour, context: CompileContext): Operation {
  // A link that goes down forgets its neighbours, permanent ones included (neigh_ifdown).
  const phase = context.bringsUpPort(after.attributes.link) ? 'up' : 'create';
  return { op: 'neighbour.replace', phase, namespace: null, ...after.attributes, ...about(after) };
}
