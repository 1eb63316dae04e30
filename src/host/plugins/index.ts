export { fetchPlugin, isInstallable } from './fetch.js';
export {
  isOwnPlugin,
  movedStore,
  newTree,
  noStore,
  type PluginSource,
  readStore,
  type Store,
  type StoredPlugin,
  sourceHere,
  storeDirectory,
  sweepStore,
  writeStore,
} from './store.js';
export { checkTree, dangerInTree, trustedStore } from './trust.js';
