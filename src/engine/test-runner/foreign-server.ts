import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestProblem } from '../contract/test-run';
import type { ResultLine } from './results';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\]|0\.0\.0\.0)$/;
/** How long an answer is waited for; a server of this machine answers within milliseconds. */
const ANSWER_MS = 1_000;
/** A server that the tests started themselves may be about to end. */
const LOOK_AGAIN_MS = 300;
/** What Playwright says when it may not use a server that runs already. */
const ALREADY_USED = /(\S+) is already used, make sure that nothing is running on the port\/url/;

/**
 * The problem that tests visited a server which they did not start, such as the person's own development server: it
 * serves other files than those in the copy. All processes of the tests have ended by now, so that a server which
 * still answers is none of theirs.
 */
export async function foreignServer(
  command: string,
  lines: readonly ResultLine[],
  output: string,
): Promise<TestProblem | undefined> {
  const urls = new Set(lines.flatMap((line) => (line.kind === 'server' ? line.url : [])));
  for (const url of urls) if ((await answers(url)) && (await answersStill(url))) return problemOf(command, url);
  const used = ALREADY_USED.exec(output)?.[1];
  return used === undefined ? undefined : problemOf(command, used);
}

async function answersStill(url: string): Promise<boolean> {
  await delay(LOOK_AGAIN_MS);
  return answers(url);
}

/** Whether something listens at this address of this machine. */
function answers(url: string): Promise<boolean> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !LOOPBACK.test(parsed.hostname)) return Promise.resolve(false);
  const host = parsed.hostname === '0.0.0.0' ? '127.0.0.1' : parsed.hostname.replace(/^\[|\]$/g, '');
  const port = Number(parsed.port) || (parsed.protocol === 'https:' ? 443 : 80);
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWER_MS });
    const end = (isListening: boolean) => {
      socket.destroy();
      resolve(isListening);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

function problemOf(command: string, url: string): TestProblem {
  return {
    kind: 'runner-failed',
    message:
      `\`${command}\` visits ${url}, where a server was running that the tests did not start. It does not serve the ` +
      'files that are to be checked, so the result would say nothing about a change. Stop that server, and let the ' +
      "tests start their own (Playwright's webServer), then try again.",
  };
}
