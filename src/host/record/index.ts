/** The façade of what every start needs: it loads none of the rest of the host. */
export { checkStateDirectory, statePaths } from './paths.js';
export { dangerAbove, dangerIn, dangerToFile } from './trusted-path.js';
