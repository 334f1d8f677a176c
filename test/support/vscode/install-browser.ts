import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { cached, repository } from './cache';

export interface BrowserFiles {
  readonly executablePath: string;
  /** Variables to add to the environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Usual paths of an installed browser. */
const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Uses the machine's fonts, if it has any, and always the unpacked ones. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">fonts</dir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;

/** Finds an installed Chromium or Chrome, otherwise unpacks the one in `@sparticuz/chromium` (for Linux on x64). */
export async function installBrowser(): Promise<BrowserFiles> {
  const installed = INSTALLED.find((file) => existsSync(file));
  if (installed) return { executablePath: installed, env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'The workbench tests need Chromium or Chrome, and none was found (looked at ' +
        `${INSTALLED.join(', ')}). Install one and run them again.`,
    );
  }
  const packed = path.join(repository, 'node_modules/@sparticuz/chromium');
  const { version } = require(path.join(packed, 'package.json')) as { version: string };
  const dir = await cached(`chromium-${version}`, (target) => unpack(path.join(packed, 'bin'), target));
  const fonts = path.join(dir, 'fonts.conf');
  await writeFile(fonts, FONTS);
  return {
    executablePath: path.join(dir, 'chromium'),
    env: {
      // Libraries such as NSS, which a machine without a desktop lacks.
      LD_LIBRARY_PATH: path.join(dir, 'al2023/lib'),
      FONTCONFIG_FILE: fonts,
    },
  };
}

async function unpack(bin: string, target: string): Promise<void> {
  console.log('Unpacking Chromium into .vscode-test, once…');
  const executable = path.join(target, 'chromium');
  await pipeline(
    createReadStream(path.join(bin, 'chromium.br')),
    createBrotliDecompress(),
    createWriteStream(executable),
  );
  await chmod(executable, 0o755);
  await untar(path.join(bin, 'al2023.tar.br'), path.join(target, 'al2023'));
  await untar(path.join(bin, 'fonts.tar.br'), target);
  // The packed fonts include no fixed-width one, and screenshots of an editor are hard to judge without one.
  await cp(
    path.join(repository, 'node_modules/dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf'),
    path.join(target, 'fonts/DejaVuSansMono.ttf'),
  );
}

/** Unpacks through a file, because tar stops reading at the archive's end mark, which is an error for a pipe. */
async function untar(archive: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const tar = path.join(target, 'unpacked.tar');
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(tar));
  await promisify(execFile)('tar', ['-x', '-f', tar, '-C', target]);
  await rm(tar);
}
