export { checkName } from './name.js';
export { didYouMean, unknownName } from './suggest.js';
