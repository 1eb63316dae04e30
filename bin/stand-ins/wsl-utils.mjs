/**
 * Stands in for the package of this name, which reads files to find out. vpcctl runs on Linux, and
 * looks the same on a Linux beside Windows.
 */
export const isWsl = false;
