// Learning curves as SVG: one small chart for each hidden workspace.
export interface Curve {
  readonly name: string;
  readonly colour: string;
  /** One value for each step, 0 to 1. */
  readonly values: readonly number[];
}

export interface Chart {
  readonly title: string;
  readonly curves: readonly Curve[];
}

const WIDTH = 300;
const HEIGHT = 170;
const COLUMNS = 3;
const PAD = { left: 30, right: 10, top: 24, bottom: 22 };

/** @param last what the right end of the horizontal axis is, for example the number of runs */
export function chartsAsSvg(
  charts: readonly Chart[],
  { title, last }: { readonly title: string; readonly last: string },
): string {
  const rows = Math.ceil(charts.length / COLUMNS);
  const [width, height] = [WIDTH * COLUMNS, HEIGHT * rows + 50];
  const legend = (charts[0]?.curves ?? []).map(({ name, colour }, at) => {
    const x = 10 + at * 150;
    const line = `<line x1="${x}" y1="36" x2="${x + 18}" y2="36" stroke="${colour}" stroke-width="2"/>`;
    return line + text(x + 24, 40, name);
  });
  const panels = charts.map((chart, at) => {
    const [x, y] = [(at % COLUMNS) * WIDTH, 50 + Math.floor(at / COLUMNS) * HEIGHT];
    return `<g transform="translate(${x} ${y})">${panel(chart, last)}</g>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="sans-serif" font-size="11">\n<rect width="100%" height="100%" fill="white"/>\n` +
    `${text(10, 18, title)}\n${[...legend, ...panels].join('\n')}\n</svg>\n`
  );
}

function panel({ title, curves }: Chart, last: string): string {
  const [w, h] = [WIDTH - PAD.left - PAD.right, HEIGHT - PAD.top - PAD.bottom];
  const lines = curves.map(({ values, colour }) => {
    const step = w / Math.max(1, values.length - 1);
    const points = values.map((value, at) => `${round(PAD.left + at * step)},${round(PAD.top + h * (1 - value))}`);
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.4" points="${points.join(' ')}"/>`;
  });
  const [bottom, right] = [PAD.top + h, PAD.left + w];
  return [
    text(PAD.left, 16, title),
    `<path d="M${PAD.left} ${PAD.top}V${bottom}H${right}" fill="none" stroke="#888"/>`,
    text(8, PAD.top + 8, '1'),
    text(8, bottom, '0'),
    text(PAD.left, bottom + 14, '1'),
    `<text x="${right}" y="${bottom + 14}" text-anchor="end">${escaped(last)}</text>`,
    ...lines,
  ].join('\n');
}

const text = (x: number, y: number, words: string): string => `<text x="${x}" y="${y}">${escaped(words)}</text>`;
const escaped = (words: string): string => words.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const round = (value: number): number => Math.round(value * 10) / 10;
