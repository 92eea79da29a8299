#!/usr/bin/env node
'use strict';
/*
 * Launcher. CommonJS because libuv reads UV_THREADPOOL_SIZE when its pool is first used, before an ES module entry runs:
 * each running query of the embedded engine holds one thread, and with Node's default of four, files and DNS would wait for them.
 */
const os = require('node:os');
process.env.UV_THREADPOOL_SIZE ??= String(2 * 2 * os.cpus().length + 8);
import('../dist/src/cli.js').catch((error) => {
  if (
    error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    /dist[\\/]src[\\/]cli\.js/.test(String(error.message))
  ) {
    process.stderr.write(
      'vernier is not built yet. Run `npm ci` (or `npm run build`) in its folder first.\n',
    );
  } else {
    process.stderr.write(`${error && error.stack ? error.stack : error}\n`);
  }
  process.exitCode = 1;
});
