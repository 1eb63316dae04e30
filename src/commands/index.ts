import { commands as help } from '@oclif/plugin-help';
import AddInstance from './add-instance.js';
import AddSubnet from './add-subnet.js';
import ApplyFirewall from './apply-firewall.js';
import Attach from './attach.js';
import AwaitConfirmation from './await-confirmation.js';
import BackendCompare from './backend/compare.js';
import BackendSet from './backend/set.js';
import BackendShow from './backend/show.js';
import Bisect from './bisect.js';
import BootDisable from './boot/disable.js';
import BootEnable from './boot/enable.js';
import BootStatus from './boot/status.js';
import ClearFirewall from './clear-firewall.js';
import Confirm from './confirm.js';
import CreateVpc from './create-vpc.js';
import DeleteInstance from './delete-instance.js';
import DeleteSubnet from './delete-subnet.js';
import DeleteVpc from './delete-vpc.js';
import Detach from './detach.js';
import Diff from './diff.js';
import Exec from './exec.js';
import History from './history.js';
import JournalExport from './journal/export.js';
import JournalImport from './journal/import.js';
import JournalVerify from './journal/verify.js';
import Lab from './lab.js';
import List from './list.js';
import Peer from './peer.js';
import PluginsInstall from './plugins/install.js';
import PluginsUninstall from './plugins/uninstall.js';
import Plugins from './plugins.js';
import Reach from './reach.js';
import Redo from './redo.js';
import Replay from './replay.js';
import Revert from './revert.js';
import Show from './show.js';
import Status from './status.js';
import Undo from './undo.js';
import Unpeer from './unpeer.js';

/** Every command by its id; oclif reads this (package.json, `oclif.commands`). */
export const commands = {
  ...help,
  'add-instance': AddInstance,
  'add-subnet': AddSubnet,
  'apply-firewall': ApplyFirewall,
  attach: Attach,
  'backend:compare': BackendCompare,
  'backend:set': BackendSet,
  'backend:show': BackendShow,
  bisect: Bisect,
  'boot:disable': BootDisable,
  'boot:enable': BootEnable,
  'boot:status': BootStatus,
  'await-confirmation': AwaitConfirmation,
  'clear-firewall': ClearFirewall,
  confirm: Confirm,
  'create-vpc': CreateVpc,
  'delete-instance': DeleteInstance,
  'delete-subnet': DeleteSubnet,
  'delete-vpc': DeleteVpc,
  detach: Detach,
  diff: Diff,
  exec: Exec,
  history: History,
  'journal:export': JournalExport,
  'journal:import': JournalImport,
  'journal:verify': JournalVerify,
  lab: Lab,
  list: List,
  peer: Peer,
  plugins: Plugins,
  'plugins:install': PluginsInstall,
  'plugins:uninstall': PluginsUninstall,
  reach: Reach,
  redo: Redo,
  replay: Replay,
  revert: Revert,
  show: Show,
  status: Status,
  undo: Undo,
  unpeer: Unpeer,
};
