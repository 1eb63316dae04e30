import {
  afterRename,
  defineFeature,
  event,
  RENAMED,
  type Renamed,
  type ShowField,
  type ShowSubject,
  type State,
} from '@vpcctl/sdk';
import { addForwards } from './add.js';
import { drawForwards } from './draw.js';
import { lowerForwards } from './lower.js';
import { type Removed, removeForwards } from './remove.js';
import {
  type Added,
  FORWARD_FEATURE,
  type Forward,
  type ForwardSlice,
  forwardsOf,
  keyOf,
  portsText,
  selectForwards,
} from './state.js';
import { forwardTopology } from './topology.js';

type DeletedInstance = { vpc: string; subnet: string; name: string };

/**
 * Port forwards. A deleted workload is removed from the targets; a forward without targets is
 * removed, too.
 */
export const forwardFeature = defineFeature<ForwardSlice>({
  name: FORWARD_FEATURE,
  initial: {},
  intents: [addForwards, removeForwards],
  evolve: {
    [addForwards.type]: (forwards, added: Added) => ({
      ...forwards,
      ...Object.fromEntries(forwardsOf(added).map((each) => [keyOf(each), each])),
    }),
    [removeForwards.type]: (forwards, removed: Removed) =>
      Object.fromEntries(
        Object.entries(forwards).filter(([key]) => !removed.forwards.includes(key)),
      ),
    'instance.delete': withoutInstance,
    'instance.detach': withoutInstance,
    'subnet.delete': (forwards, { vpc, name }: { vpc: string; name: string }) =>
      without(forwards, vpc, (target) => target === name || target.startsWith(`${name}/`)),
    'vpc.delete': (forwards, { name }: { name: string }) => without(forwards, name, () => true),
    [RENAMED]: (forwards, renamed: Renamed) =>
      Object.fromEntries(
        Object.entries(forwards).map(([key, forward]) => [key, renamedTargets(forward, renamed)]),
      ),
  },
  topology: forwardTopology,
  restate: (state) =>
    Object.values(selectForwards(state)).map(({ vpc, targets, listen, ...ports }) =>
      event(addForwards, { vpc, targets, listen, ports: [ports] }),
    ),
  lower: lowerForwards,
  show,
  draw: drawForwards,
});

function withoutInstance(forwards: ForwardSlice, { vpc, subnet, name }: DeletedInstance) {
  return without(forwards, vpc, (target) => target === `${subnet}/${name}`);
}

function without(
  forwards: ForwardSlice,
  vpc: string,
  isGone: (target: string) => boolean,
): ForwardSlice {
  return Object.fromEntries(
    Object.entries(forwards).flatMap(([key, forward]) => {
      if (forward.vpc !== vpc) return [[key, forward]];
      const targets = forward.targets.filter((target) => !isGone(target));
      return targets.length === 0 ? [] : [[key, { ...forward, targets }]];
    }),
  );
}

function renamedTargets({ vpc, targets, ...rest }: Forward, renamed: Renamed): Forward {
  const names = targets.map((target) => afterRename(renamed, `${vpc}/${target}`).split('/'));
  const after = { vpc: afterRename(renamed, vpc), targets: names.map(([, ...to]) => to.join('/')) };
  return { ...rest, ...after };
}

function show(state: State, { vpc, subnet, instance }: ShowSubject): ShowField[] {
  if (subnet === null) return [];
  const place = instance === null ? subnet : `${subnet}/${instance}`;
  const here = Object.values(selectForwards(state)).filter(
    (forward) => forward.vpc === vpc && forward.targets.includes(place),
  );
  if (here.length === 0) return [];
  return [{ label: 'forwards', text: here.map(lineOf).join(', '), value: here }];
}

function lineOf(forward: Forward): string {
  return `${forward.listen === null ? '' : `${forward.listen}:`}${portsText(forward)}`;
}
