// The page of a run panel, bundled to dist/panel.js. It gets a run as data (contract.ts) and shows it; what can be done
// is a message back. Nothing here imports the engine or VS Code.
import { createCompare } from './compare';
import type { RunPage, ToPage } from './contract';
import { el } from './dom';
import { createHead } from './head';
import { createHost } from './host';
import { createPlots } from './plots';
import { createTimeline } from './timeline';

/** Milliseconds after the last scrolling until the place is kept. */
const SCROLL_MS = 200;

function start(main: HTMLElement): void {
  const host = createHost();
  const [top, middle, steps, bottom] = [el('div'), el('div'), el('div'), el('div')] as const;
  const showHead = createHead(top, host);
  const showPlots = createPlots(middle);
  const timeline = createTimeline(steps, host);
  const showCompare = createCompare(bottom, host);
  let isFirst = true;
  const show = (page: RunPage): void => {
    if (isFirst) main.replaceChildren(top, middle, steps, bottom);
    host.keep({ runId: page.runId });
    showHead(page);
    showPlots(page);
    timeline.show(page);
    showCompare(page);
    if (isFirst) window.scrollTo(0, host.scroll);
    isFirst = false;
    main.setAttribute('aria-busy', 'false');
  };
  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
    if (data.type === 'page') show(data.page);
    else if (data.type === 'exchange') timeline.showExchange(data.exchange);
    else if (data.type === 'gone') {
      main.replaceChildren(el('p', { role: 'status' }, data.text));
      main.setAttribute('aria-busy', 'false');
      isFirst = true;
    }
  });
  let timer: number | undefined;
  window.addEventListener('scroll', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => host.keep({ scroll: window.scrollY }), SCROLL_MS);
  });
  host.post({ type: 'ready', compareWith: host.compareWith });
}

const main = document.getElementById('page');
if (main) start(main);
