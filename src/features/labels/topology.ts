import {
  type FeatureTopology,
  isSameJson,
  type State,
  type TopologyPlace,
  topologyKey,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { setLabels } from './set.js';
import { type Labels, labelsOf } from './state.js';
import { isLabelKey, isLabelValue } from './words.js';

const labelsSchema = z
  .record(
    z.string().refine(isLabelKey, 'must be the key of a label: team'),
    z.string().refine(isLabelValue, 'must be the value of a label: blue'),
    { error: 'must be a map of labels: {team: blue}' },
  )
  .describe('Words of your own, by which list selects: {team: blue}.');

/** The labels of a VPC, subnet or instance are just those of the file. */
function labelsAt(level: 'vpc' | 'subnet' | 'instance') {
  return topologyKey<Labels>({
    level,
    name: 'labels',
    schema: labelsSchema,
    read: (state, place) => {
      const labels = labelsAtPlace(state, place);
      return Object.keys(labels).length === 0 ? undefined : { ...labels };
    },
    requests: (state, place, wanted) => {
      const now = labelsAtPlace(state, place);
      if (isSameJson(now, wanted ?? {})) return [];
      const labels = changesOf(now, wanted ?? {});
      return [{ type: setLabels.type, input: { place: place.join('/'), labels } }];
    },
    describe: (state, place, wanted) =>
      `labels: ${changesOf(labelsAtPlace(state, place), wanted ?? {}).join(' ')}`,
  });
}

export const labelsTopology: FeatureTopology = {
  keys: [labelsAt('vpc'), labelsAt('subnet'), labelsAt('instance')],
};

function labelsAtPlace(state: State, place: TopologyPlace): Labels {
  return labelsOf(state, place.join('/'));
}

/** `team=blue old-` */
function changesOf(now: Labels, wanted: Labels): string[] {
  return [
    ...Object.entries(wanted)
      .filter(([key, value]) => now[key] !== value)
      .map(([key, value]) => `${key}=${value}`),
    ...Object.keys(now)
      .filter((key) => !Object.hasOwn(wanted, key))
      .map((key) => `${key}-`),
  ];
}
