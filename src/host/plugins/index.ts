export { fetchPlugin } from './fetch.js';
export {
  movedStore,
  newTree,
  noStore,
  type PluginSource,
  packageOf,
  readStore,
  type Store,
  type StoredPlugin,
  storeDirectory,
  sweepStore,
  writeStore,
} from './store.js';
export { checkTree, dangerInTree, trustedStore } from './trust.js';
