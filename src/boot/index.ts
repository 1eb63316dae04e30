export { type BootStatus, bootStatus, disableBoot, enableBoot } from './boot.js';
export { REPLAY_UNIT } from './unit.js';
