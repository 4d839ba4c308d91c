// Which packages can be made on this machine, and why the others cannot. Pure.

/** What is released for each platform (electron-builder.yml has the details). */
const releaseTargets = {
  win32: { flag: '--win', targets: ['nsis'], name: 'Windows' },
  darwin: { flag: '--mac', targets: ['dmg', 'zip'], name: 'macOS' },
  linux: { flag: '--linux', targets: ['AppImage', 'deb'], name: 'Linux' },
};

/**
 * @typedef {object} PackagePlan
 * @property {string} flag electron-builder's switch for this platform
 * @property {string[]} release release targets to build here, for x64 and arm64
 * @property {{ target: string, reason: string }[]} skipped
 */

/**
 * Plans beyond the `dir` target, which is always built.
 * @param {NodeJS.Platform} platform
 * @param {'override' | 'official' | 'registry'} source where the Electron at hand came from
 * @returns {PackagePlan}
 * @throws {Error} on a platform that Roster is not made for
 */
export function planPackages(platform, source) {
  if (platform !== 'win32' && platform !== 'darwin' && platform !== 'linux') {
    throw new Error(`Roster is not packaged on ${platform}.`);
  }
  /** @type {PackagePlan['skipped']} */
  const skipped = [];
  for (const [key, { targets, name }] of Object.entries(releaseTargets)) {
    if (key !== platform) skipped.push(...targets.map((target) => ({ target, reason: `is made on ${name}` })));
  }
  const here = releaseTargets[platform];
  if (source === 'official') return { flag: here.flag, release: [...here.targets], skipped };
  const reason = 'needs the official Electron, which could not be downloaded here; nothing else is ever released';
  return { flag: here.flag, release: [], skipped: [...here.targets.map((target) => ({ target, reason })), ...skipped] };
}

/**
 * Where electron-builder leaves the unpacked app, and its binary therein.
 * @param {NodeJS.Platform} platform
 * @param {string} arch
 * @returns {{ folder: string, executable: string, resources: string }} paths with / below the output folder
 */
export function unpackedApp(platform, arch) {
  const suffix = arch === 'x64' ? '' : `-${arch}`;
  if (platform === 'darwin') {
    const folder = arch === 'x64' ? 'mac' : `mac${suffix}`;
    return { folder, executable: 'Roster.app/Contents/MacOS/Roster', resources: 'Roster.app/Contents/Resources' };
  }
  return platform === 'win32'
    ? { folder: `win${suffix}-unpacked`, executable: 'Roster.exe', resources: 'resources' }
    : { folder: `linux${suffix}-unpacked`, executable: 'roster', resources: 'resources' };
}
