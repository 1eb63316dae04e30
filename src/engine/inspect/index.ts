/** The façade of the commands that look at the journal, the backends and copies of the host. */
export { currentActor, openReader } from '../context/open.js';
export { readMessage } from '../transaction/message.js';
export { type AcceptedLoss, acceptLoss } from './accept-loss.js';
export { auditJournal } from './audit.js';
export { showBackends } from './backends.js';
export { readLabCopy } from './lab-copy.js';
export { howToGetBack, type PluginNeeds, readPluginNeeds, refuseNeeded } from './plugin-entries.js';
export { checkPluginFits } from './plugin-fits.js';
export type { Status } from './status.js';
export { exportTo, exportToText, importFrom, readForExport } from './transfer.js';
