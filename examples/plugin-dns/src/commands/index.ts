import { DnsDisable } from './disable.js';
import { DnsEnable } from './enable.js';

/** Every command by its id; oclif reads this (package.json, `oclif.commands`). */
export const commands = { 'dns:enable': DnsEnable, 'dns:disable': DnsDisable };
