// The launcher that an official Electron brings along as resources/default_app.asar, and that the Electron taken out of a
// packaged app lacks: it runs the app folder (or file) named on the command line. Plain CommonJS for Node 18.
//
// It serves development and tests; it is never shipped.
'use strict';
const { app } = require('electron');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

/** Reads the arguments as Electron's own launcher does: `-r FILE` preloads, then the first word is the app. */
function parseArguments(args) {
  const preloads = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === '-r' || arg === '--require') {
      index += 1;
      preloads.push(args[index]);
    } else if (!arg.startsWith('-')) {
      return { preloads, target: arg };
    }
  }
  return { preloads, target: undefined };
}

/** Gives the app its name, version and path, as if it were packaged. */
function describeApp(folder) {
  const file = path.join(folder, 'package.json');
  if (!fs.existsSync(file)) return;
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (manifest.productName || manifest.name) app.setName(manifest.productName || manifest.name);
  if (manifest.version) app.setVersion(manifest.version);
  if (manifest.desktopName) app.setDesktopName(manifest.desktopName);
  app.setAppPath(folder);
}

const { preloads, target } = parseArguments(process.argv.slice(1));
Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
for (const preload of preloads) require(path.resolve(preload));

if (target === undefined) {
  console.error('Usage: electron [options] APP_FOLDER [arguments]');
  app.exit(2);
} else {
  const resolved = path.resolve(target);
  const folder = fs.statSync(resolved).isDirectory() ? resolved : path.dirname(resolved);
  describeApp(folder);
  // Resolves a folder by the "main" of its package.json; a file as it is. `process.argv` stays whole, as Electron leaves it.
  Module._load(Module._resolveFilename(resolved, null, true), null, true);
}
