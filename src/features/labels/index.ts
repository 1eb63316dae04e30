import { defineFeature, event, RENAMED, type Renamed, renameKeys } from '@vpcctl/sdk';
import { omitKeys } from '../../model/records.js';
import { type LabelsSet, nameOf, setLabels } from './set.js';
import { LABELS_FEATURE, type LabelsSlice, labelsOf, selectLabels } from './state.js';
import { labelsTopology } from './topology.js';

export type { LabelsSet } from './set.js';

type Gone = { vpc: string; subnet: string; name: string };

/** Labels of VPCs, subnets and instances: words of the users' own, by which `list` selects. */
export const labelsFeature = defineFeature<LabelsSlice>({
  name: LABELS_FEATURE,
  initial: {},
  intents: [setLabels],
  evolve: {
    [setLabels.type]: withLabels,
    'vpc.delete': (slice, { name }: { name: string }) => without(slice, name),
    'subnet.delete': (slice, { vpc, name }: Omit<Gone, 'subnet'>) =>
      without(slice, `${vpc}/${name}`),
    'instance.delete': withoutInstance,
    'instance.detach': withoutInstance,
    [RENAMED]: (slice, renamed: Renamed) => renameKeys(slice, renamed, (labels) => labels),
  },
  topology: labelsTopology,
  restate: (state) =>
    Object.entries(selectLabels(state)).map(([place, set]) => {
      const [vpc = '', subnet = null, instance = null] = place.split('/');
      return event(setLabels, { vpc, subnet, instance, set, remove: [] });
    }),
});

function withLabels(slice: LabelsSlice, data: LabelsSet): LabelsSlice {
  const place = nameOf(data);
  const kept = omitKeys(labelsOf({ [LABELS_FEATURE]: slice }, place), (key) =>
    data.remove.includes(key),
  );
  const labels = { ...kept, ...data.set };
  if (Object.keys(labels).length > 0) return { ...slice, [place]: labels };
  return omitKeys(slice, (key) => key === place);
}

function withoutInstance(slice: LabelsSlice, { vpc, subnet, name }: Gone): LabelsSlice {
  return omitKeys(slice, (key) => key === `${vpc}/${subnet}/${name}`);
}

/** Without the labels of a place and of all that is in it. */
function without(slice: LabelsSlice, place: string): LabelsSlice {
  return omitKeys(slice, (key) => key === place || key.startsWith(`${place}/`));
}
