import './language';
import uPlot from 'uplot';
import type { Point, RunPage, Words } from './contract';
import { append, el, section } from './dom';

/** CSS pixels. */
const HEIGHT = 140;
const LEAST_WIDTH = 200;

interface Plot {
  readonly title: string;
  readonly read: (point: Point) => number | undefined;
}

/** Findings, tokens and money of each iteration, drawn and as a table; another run's are drawn beside them. */
export function createPlots(parent: Element): (page: RunPage) => void {
  const drawn = el('div', { class: 'plots' });
  const table = el('div');
  let isAdded = false;
  let last: RunPage | undefined;
  const draw = () => {
    if (last) drawAll(drawn, last);
  };
  // The colours are the theme's, and the width is the tab's.
  new MutationObserver(draw).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  let width = 0;
  new ResizeObserver(([entry]) => {
    const now = entry?.contentRect.width ?? 0;
    if (Math.abs(now - width) > 1) draw();
    width = now;
  }).observe(drawn);
  let shown = '';
  return (page) => {
    if (!isAdded) append(parent, section('plots', page.words.plots, drawn, table));
    isAdded = true;
    const text = JSON.stringify([page.points, page.comparison?.points, page.priced]);
    if (text === shown) return;
    shown = text;
    last = page;
    draw();
    table.replaceChildren(page.points.length === 0 ? el('p', {}, page.words.noPoints) : tableOf(page));
  };
}

function plotsOf({ words, priced }: RunPage): Plot[] {
  return [
    { title: words.findings, read: ({ findings }) => findings },
    { title: words.tokens, read: ({ tokens }) => tokens },
    ...(priced ? [{ title: words.money, read: ({ costUsd }: Point) => costUsd }] : []),
  ];
}

function drawAll(parent: Element, page: RunPage): void {
  const { points, comparison, words } = page;
  const plots = points.length === 0 ? [] : plotsOf(page);
  const columns = parent.clientWidth >= 720 ? plots.length : 1;
  const width = Math.max(LEAST_WIDTH, Math.floor(parent.clientWidth / columns) - 16);
  const figures = plots.map((plot) => {
    const box = el('div', { role: 'img', label: `${plot.title}: ${inWords(plot, points, words)}` });
    const caption = el('figcaption', {}, plot.title);
    if (comparison) append(caption, el('span', { class: 'dim' }, ` – – ${comparison.title}`));
    drawPlot(box, plot, width, points, comparison?.points);
    return el('figure', {}, caption, box);
  });
  parent.replaceChildren(...figures);
}

/** What a screen reader says of a plot. */
function inWords({ read }: Plot, points: readonly Point[], words: Words): string {
  return points.map((point) => `${words.iteration} ${point.iteration}: ${read(point) ?? '–'}`).join(', ');
}

function drawPlot(
  box: HTMLElement,
  { read }: Plot,
  width: number,
  points: readonly Point[],
  others: readonly Point[] = [],
): void {
  const style = getComputedStyle(document.body);
  const colour = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  const foreground = colour('--vscode-foreground', '#888888');
  const line = colour('--vscode-charts-blue', '#3794ff');
  const faint = colour('--vscode-charts-lines', 'rgba(128,128,128,0.4)');
  const numbers = [...new Set([...points, ...others].map(({ iteration }) => iteration))].sort((a, b) => a - b);
  const valuesOf = (all: readonly Point[]) =>
    numbers.map((number) => {
      const point = all.find(({ iteration }) => iteration === number);
      return (point && read(point)) ?? null;
    });
  const [first = 0, end = 0] = [numbers[0], numbers.at(-1)];
  const axis = { stroke: foreground, grid: { stroke: faint, width: 1 }, ticks: { stroke: faint, width: 1 } };
  const series = (stroke: string, dash: number[]) => ({ stroke, width: 2, dash, spanGaps: true, points: { size: 7 } });
  const options: uPlot.Options = {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [first - 0.3, end + 0.3] },
      y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] },
    },
    axes: [
      { ...axis, incrs: [1, 2, 5, 10, 20, 50], size: 28 },
      { ...axis, size: 56, values: (_, splits) => splits.map(short) },
    ],
    series: [{}, series(line, []), ...(others.length > 0 ? [series(foreground, [4, 4])] : [])],
  };
  new uPlot(options, [numbers, valuesOf(points), ...(others.length > 0 ? [valuesOf(others)] : [])], box);
}

function short(value: number): string {
  if (value >= 1000) return `${Number((value / 1000).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}

function tableOf({ points, priced, words }: RunPage): HTMLElement {
  const heads = [words.iteration, words.findings, words.stage, words.tokens, ...(priced ? [words.money] : [])];
  const head = el('tr', {}, ...heads.map((text) => headCell(text, 'col')));
  const rows = points.map(({ iteration, findings, stage, tokens, costUsd }) =>
    el(
      'tr',
      {},
      headCell(String(iteration), 'row'),
      el('td', {}, findings === undefined ? '–' : String(findings)),
      el('td', {}, stage),
      el('td', {}, tokens.toLocaleString('en-US')),
      priced && el('td', {}, costUsd.toFixed(4)),
    ),
  );
  const table = el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows));
  return el('details', {}, el('summary', {}, words.asTable), table);
}

export function headCell(text: string, scope: 'col' | 'row'): HTMLElement {
  const cell = el('th', {}, text);
  cell.scope = scope;
  return cell;
}
