export { type BootStatus, bootStatus, disableBoot, enableBoot } from './boot.js';
export { UNIT_FILE } from './unit.js';
