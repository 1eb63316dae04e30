'use strict';
/**
 * Loads the package's own bundles (`*.cjs` in it) with V8's code cache: what a start would otherwise spend on
 * compiling is read from `<bundle>.cache` beside it. The build makes these files (see build.mjs).
 *
 * A cache file is the tag in the bundle's first line, then V8's data. V8 itself compares only the source's
 * length, so the tag (a hash of the bundle) is what keeps an old cache from being run with a new bundle.
 */
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

const TAG = /^\/\*([0-9a-f]{16})\*\//;

/** Makes `require` of a bundle below `root` go through its cache. Others' files are loaded as ever. */
function install(root) {
  const below = root + path.sep;
  const plain = Module._extensions['.js'];
  Module._extensions['.cjs'] = (module, file) => {
    const source = file.startsWith(below) ? fs.readFileSync(file, 'latin1') : '';
    const tag = TAG.exec(source)?.[1];
    if (tag === undefined) plain(module, file);
    else run(module, file, source, tag);
  };
}

function run(module, file, source, tag) {
  const cachedData = read(`${file}.cache`, tag);
  const script = new vm.Script(Module.wrap(source), {
    filename: file,
    ...(cachedData && { cachedData }),
  });
  // Another version of Node refuses the data; a user who may write the cache brings it up to date.
  const stale = cachedData === undefined || script.cachedDataRejected;
  if (process.env.VPCCTL_CODE_CACHE === 'write' || (stale && isOwn(path.dirname(file)))) {
    process.once('exit', () => write(`${file}.cache`, tag, script.createCachedData()));
  }
  const require = Module.createRequire(file);
  // A script from a cache cannot `import()`: the bundle does it with this (build.mjs puts that in).
  require.import = (url) => import(url);
  const body = script.runInThisContext();
  body.call(module.exports, module.exports, require, module, file, path.dirname(file));
}

function read(file, tag) {
  try {
    const data = fs.readFileSync(file);
    return data.latin1Slice(0, tag.length) === tag ? data.subarray(tag.length) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether only this user has put files there: root never writes into the files of another user. */
function isOwn(directory) {
  try {
    fs.accessSync(directory, fs.constants.W_OK);
    return fs.statSync(directory).uid === process.geteuid();
  } catch {
    return false;
  }
}

function write(file, tag, data) {
  const fresh = `${file}.${process.pid}`;
  try {
    sweep(file);
    fs.writeFileSync(fresh, Buffer.concat([Buffer.from(tag, 'latin1'), data]), { flag: 'wx' });
    fs.renameSync(fresh, file);
  } catch {
    // Slower starts, nothing else.
  }
}

/** Removes what killed processes left of the same work. */
function sweep(file) {
  const start = `${path.basename(file)}.`;
  for (const name of fs.readdirSync(path.dirname(file))) {
    const pid = name.startsWith(start) ? Number(name.slice(start.length)) : Number.NaN;
    if (pid > 0 && !fs.existsSync(`/proc/${pid}`)) fs.rmSync(path.join(path.dirname(file), name));
  }
}

module.exports = { install };
