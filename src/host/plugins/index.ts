export { fetchPlugin } from './fetch.js';
export {
  packageOf,
  readStore,
  type Store,
  type StoredPlugin,
  storeDirectory,
  writeStore,
} from './store.js';
export { checkFile, checkTree, trustedStore } from './trust.js';
