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
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
}

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The machine's fonts where it has any, and always those that came along. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">fonts</dir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;

/** Chromium: the installed one, else the one that `@sparticuz/chromium` carries for Linux on x64. */
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
      // The libraries (NSS and friends) that a machine without a desktop lacks.
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
  // What came along has no fixed-width font, and an editor's picture without one is hard to judge.
  await cp(
    path.join(repository, 'node_modules/dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf'),
    path.join(target, 'fonts/DejaVuSansMono.ttf'),
  );
}

/** Through a file: tar stops reading at the archive's end mark, which a pipe takes for a failure. */
async function untar(archive: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const tar = path.join(target, 'unpacked.tar');
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(tar));
  await promisify(execFile)('tar', ['-x', '-f', tar, '-C', target]);
  await rm(tar);
}
