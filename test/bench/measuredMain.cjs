// Stands before the main module of an extension that is measured, in a copy of it: notes when which code of the
// extension is loaded and when it is activated, a line of JSON for each, in the file HOTPATCH_BENCH_EVENTS. Times are
// milliseconds since 1970, as the page's are.
const fs = require('node:fs');
const { Module } = require('node:module');
const path = require('node:path');
const { measuredMain } = require('./package.json');

const compile = Module.prototype._compile;
const now = () => performance.timeOrigin + performance.now();
const note = (event) => fs.appendFileSync(process.env.HOTPATCH_BENCH_EVENTS, `${JSON.stringify(event)}\n`);

Module.prototype._compile = function (content, file, ...rest) {
  if (file.startsWith(__dirname)) {
    note({ kind: 'loaded', file: path.relative(__dirname, file), bytes: Buffer.byteLength(content), at: now() });
  }
  return compile.call(this, content, file, ...rest);
};

const { activate } = require(measuredMain);

exports.activate = (context) => {
  note({ kind: 'activated', at: now() });
  return activate(context);
};
