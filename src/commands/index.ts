import { commands as oclif } from '@oclif/plugin-help';
import BackendCompare from './backend/compare.js';
import BackendSet from './backend/set.js';
import BackendShow from './backend/show.js';
import BootDisable from './boot/disable.js';
import BootEnable from './boot/enable.js';
import BootStatus from './boot/status.js';
import FlowLogsDisable from './flow-logs/disable.js';
import FlowLogsEnable from './flow-logs/enable.js';
import FlowLogsRun from './flow-logs/run.js';
import FlowLogsStatus from './flow-logs/status.js';
import AwaitConfirmation from './history/await-confirmation.js';
import Confirm from './history/confirm.js';
import Diff from './history/diff.js';
import Events from './history/events.js';
import History from './history/history.js';
import Redo from './history/redo.js';
import Revert from './history/revert.js';
import Undo from './history/undo.js';
import Completion from './host/completion.js';
import Repair from './host/repair.js';
import Replay from './host/replay.js';
import Bisect from './inspect/bisect.js';
import Capture from './inspect/capture.js';
import Graph from './inspect/graph.js';
import List from './inspect/list.js';
import Metrics from './inspect/metrics.js';
import Reach from './inspect/reach.js';
import Show from './inspect/show.js';
import Status from './inspect/status.js';
import Trace from './inspect/trace.js';
import Ui from './inspect/ui.js';
import JournalAcceptLoss from './journal/accept-loss.js';
import JournalExport from './journal/export.js';
import JournalImport from './journal/import.js';
import JournalVerify from './journal/verify.js';
import LabBuild from './lab/build.js';
import LabEnd from './lab/end.js';
import LabEnter from './lab/enter.js';
import Lab from './lab/lab.js';
import LabList from './lab/list.js';
import LogsFlow from './logs/flow.js';
import AddSubnet from './network/add-subnet.js';
import ApplyFirewall from './network/apply-firewall.js';
import ClearFirewall from './network/clear-firewall.js';
import CreateVpc from './network/create-vpc.js';
import DeleteSubnet from './network/delete-subnet.js';
import DeleteVpc from './network/delete-vpc.js';
import Label from './network/label.js';
import Peer from './network/peer.js';
import SetLimits from './network/set-limits.js';
import SetUplink from './network/set-uplink.js';
import Unpeer from './network/unpeer.js';
import PluginsInstall from './plugins/install.js';
import Plugins from './plugins/plugins.js';
import PluginsUninstall from './plugins/uninstall.js';
import Apply from './topology/apply.js';
import Destroy from './topology/destroy.js';
import Export from './topology/export.js';
import Plan from './topology/plan.js';
import WatchDenied from './watch/denied.js';
import WatchList from './watch/list.js';
import WatchStatus from './watch/status.js';
import AddInstance from './workload/add-instance.js';
import Attach from './workload/attach.js';
import DeleteInstance from './workload/delete-instance.js';
import Detach from './workload/detach.js';
import Exec from './workload/exec.js';
import Shell from './workload/shell.js';

/** oclif's, in a group of ours. */
class Help extends oclif.help {
  static readonly group = 'host';
}

/** Every command by its id; oclif reads this (package.json, `oclif.commands`). */
export const commands = {
  help: Help,
  'add-instance': AddInstance,
  'add-subnet': AddSubnet,
  apply: Apply,
  'apply-firewall': ApplyFirewall,
  attach: Attach,
  'backend:compare': BackendCompare,
  'backend:set': BackendSet,
  'backend:show': BackendShow,
  bisect: Bisect,
  destroy: Destroy,
  export: Export,
  graph: Graph,
  plan: Plan,
  'boot:disable': BootDisable,
  'boot:enable': BootEnable,
  'boot:status': BootStatus,
  'await-confirmation': AwaitConfirmation,
  capture: Capture,
  'clear-firewall': ClearFirewall,
  completion: Completion,
  confirm: Confirm,
  'create-vpc': CreateVpc,
  'delete-instance': DeleteInstance,
  'delete-subnet': DeleteSubnet,
  'delete-vpc': DeleteVpc,
  detach: Detach,
  diff: Diff,
  events: Events,
  exec: Exec,
  'flow-logs:disable': FlowLogsDisable,
  'flow-logs:enable': FlowLogsEnable,
  'flow-logs:run': FlowLogsRun,
  'flow-logs:status': FlowLogsStatus,
  history: History,
  'journal:accept-loss': JournalAcceptLoss,
  'journal:export': JournalExport,
  'journal:import': JournalImport,
  'journal:verify': JournalVerify,
  lab: Lab,
  'lab:build': LabBuild,
  'lab:end': LabEnd,
  'lab:enter': LabEnter,
  'lab:list': LabList,
  label: Label,
  list: List,
  'logs:flow': LogsFlow,
  metrics: Metrics,
  peer: Peer,
  plugins: Plugins,
  'plugins:install': PluginsInstall,
  'plugins:uninstall': PluginsUninstall,
  reach: Reach,
  redo: Redo,
  repair: Repair,
  replay: Replay,
  revert: Revert,
  'set-limits': SetLimits,
  'set-uplink': SetUplink,
  shell: Shell,
  show: Show,
  status: Status,
  ui: Ui,
  trace: Trace,
  undo: Undo,
  unpeer: Unpeer,
  'watch:denied': WatchDenied,
  'watch:list': WatchList,
  'watch:status': WatchStatus,
};
