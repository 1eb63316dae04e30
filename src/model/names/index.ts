export { checkName } from './name.js';
