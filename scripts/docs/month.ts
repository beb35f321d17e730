/** Draws one server's month as SVG: its statuses on top, a panel for each measure below. Light and dark by the reader's preference. */

/** A line: a value for each look, null where the vendor shows none. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface Panel {
  /** What it shows, with its unit: `CPU, percent`. */
  readonly title: string;
  /** At most two. */
  readonly series: readonly Series[];
}

export interface Month {
  readonly title: string;
  /** Milliseconds since the epoch, as is the time between two looks. */
  readonly start: number;
  readonly step: number;
  /** The status at each look; null where there is no server. */
  readonly statuses: readonly (string | null)[];
  readonly panels: readonly Panel[];
}

const [WIDTH, LEFT, RIGHT] = [760, 52, 12];
const [TOP, STRIP, GAP, HEIGHT] = [44, 18, 34, 76];
const DAY = 86_400_000;

const STYLE = [
  'svg{font:12px system-ui,sans-serif;--ink:#1f2328;--mute:#59636e;--line:#d1d9e0;--a:#0969da;--b:#bc4c00;--on:#2da44e;--off:#8c959f;--bad:#cf222e;background:#fff}',
  '@media(prefers-color-scheme:dark){svg{--ink:#f0f6fc;--mute:#9198a1;--line:#3d444d;--a:#4493f8;--b:#f0883e;--on:#3fb950;--off:#6e7681;--bad:#f85149;background:#0d1117}}',
  'text{fill:var(--mute)}.t{fill:var(--ink);font-weight:600}.h{fill:var(--ink)}.l{stroke:var(--line);stroke-width:1;fill:none}.m{stroke:var(--mute);stroke-dasharray:2 3;fill:none}',
  '.a{stroke:var(--a)}.b{stroke:var(--b)}.c{fill:none;stroke-width:1.3;stroke-linejoin:round}.ta{fill:var(--a)}.tb{fill:var(--b)}',
  '.on{fill:var(--on)}.off{fill:var(--off)}.bad{fill:var(--bad)}.s{fill:#fff;font-size:11px}',
].join('');

/** A status in which a server works, rests, or is on its way from one to the other. */
const kind = (status: string): string => (/^(active|running|started|created)$/.test(status) ? 'on' : /^(stopped|paused|suspended)$/.test(status) ? 'off' : 'bad');

const short = (value: number): string => String(Math.round(10 * value) / 10);
const day = (instant: number): string => new Date(instant).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** The next number that a scale may end at: 1, 2, 2.5, 4, 5, 6, 8 or 10 times a power of ten. */
function scaleTo(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1e-9)));
  return power * ([1, 2, 2.5, 4, 5, 6, 8].find((step) => step * power >= most) ?? 10);
}

export function monthPicture({ title, start, step, statuses, panels }: Month): string {
  const looks = statuses.length;
  const end = start + step * (looks - 1);
  const x = (look: number): string => short(LEFT + ((WIDTH - LEFT - RIGHT) * look) / (looks - 1));
  const foot = TOP + STRIP + panels.length * (GAP + HEIGHT);
  const parts = [`<text class="t" x="${LEFT}" y="20">${title}</text>`, ...strip(statuses, x)];

  const days: number[] = [];
  for (let at = Math.ceil(start / DAY) * DAY; at <= end; at += DAY) days.push(at);
  for (const at of days) {
    const where = x((at - start) / step);
    const first = new Date(at).getUTCDate() === 1;
    if (first) parts.push(`<path class="m" d="M${where} ${TOP}V${foot}"/>`);
    if (first || (new Date(at).getUTCDate() % 5 === 0 && new Date(at).getUTCDate() < 30)) parts.push(`<text x="${where}" y="${foot + 16}" text-anchor="middle">${day(at)}</text>`);
  }
  panels.forEach((panel, index) => parts.push(...drawn(panel, TOP + STRIP + index * (GAP + HEIGHT) + GAP, x)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${foot + 26}" width="${WIDTH}" height="${foot + 26}" role="img" aria-label="${title}"><style>${STYLE}</style>${parts.join('')}</svg>\n`;
}

/** The strip of statuses: a box for each stay, with its name where there is room. */
function strip(statuses: readonly (string | null)[], x: (look: number) => string): string[] {
  const parts: string[] = [];
  for (let from = 0; from < statuses.length - 1;) {
    const status = statuses[from];
    let to = from + 1;
    while (to < statuses.length - 1 && statuses[to] === status) to += 1;
    if (status != null) {
      const width = Number(x(to)) - Number(x(from));
      parts.push(`<rect class="${kind(status)}" x="${x(from)}" y="${TOP}" width="${short(width)}" height="${STRIP}"><title>${status}</title></rect>`);
      if (width > 6.4 * status.length) parts.push(`<text class="s" x="${short((Number(x(from)) + Number(x(to))) / 2)}" y="${TOP + 13}" text-anchor="middle">${status}</text>`);
    }
    from = to;
  }
  return parts;
}

function drawn({ title, series }: Panel, top: number, x: (look: number) => string): string[] {
  const bottom = top + HEIGHT;
  const most = scaleTo(Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const named = series.length > 1 ? series.map(({ name }, index) => `<tspan class="t${'ab'[index]}" dx="10">${name}</tspan>`).join('') : '';
  return [
    `<path class="l" d="M${LEFT} ${top}H${WIDTH - RIGHT}M${LEFT} ${bottom}H${WIDTH - RIGHT}"/>`,
    `<text class="h" x="${LEFT}" y="${top - 6}">${title}${named}</text>`,
    `<text x="${LEFT - 6}" y="${top + 4}" text-anchor="end">${most}</text><text x="${LEFT - 6}" y="${bottom + 4}" text-anchor="end">0</text>`,
    ...series.map(({ values }, index) => {
      let pen = 'M';
      const path = values.map((value, look) => {
        if (value === null) pen = 'M';
        if (value === null) return '';
        const step = `${pen}${x(look)} ${short(bottom - (HEIGHT * value) / most)}`;
        pen = 'L';
        return step;
      });
      return `<path class="c ${'ab'[index]}" d="${path.join('')}"/>`;
    }),
  ];
}
