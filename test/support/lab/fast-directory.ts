import { newMemoryDirectory } from '../directories.js';

/** A directory in memory, removed after the tests of the file. */
export const fastDirectory = () => newMemoryDirectory('vpcctl-time-');
