/** Source maps below this size take less than what is gained. */
const MIN_MAP_BYTES = 16 * 1024;
/** Files without an ending from this size on are programs. */
const MIN_PROGRAM_BYTES = 1024 ** 2;
const BINARY = /\.(?:node|wasm|so|dylib|dll|exe|a|tgz|zip|gz|br|pdf|png|gif|jpe?g|webp|woff2?|ttf|mp4)(?:\.[\d.]+)?$/;
/** Where builds on this machine write, and folders such as `.prisma` and `.cache` that programs generate into. */
const MADE_HERE = /\/(?:build|obj|Release|Debug)\/|(?:^|\/)\.(?!pnpm\/)[^/]*\//;

/**
 * Whether a file of an installed package is of a kind that programs replace rather than write to: source maps, native
 * programs and libraries, archives, pictures. That is a judgement of the kinds, not a certainty. Half of the bytes of
 * a large installation are such files.
 */
export function isNeverWritten(path: string, bytes: number): boolean {
  if (MADE_HERE.test(path)) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.endsWith('.map')) return bytes >= MIN_MAP_BYTES;
  return BINARY.test(name) || (!name.includes('.') && bytes >= MIN_PROGRAM_BYTES);
}
