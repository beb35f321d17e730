/** A line chart over time by uPlot, in the colours of the stylesheet; gaps are where nothing was measured. */
import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import { useTheme } from '../theme.ts';

export interface Series {
  readonly label: string;
  /** One for each time; null where nothing was measured. */
  readonly values: readonly (number | null)[];
}

const HEIGHT = 148;

interface ChartProperties {
  readonly title: string;
  readonly timeframe: string;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly show: (value: number) => string;
}

export function Chart({ title, timeframe, times, series, show }: ChartProperties) {
  const theme = useTheme();
  const figure = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number>();
  const labels = series.map(({ label }) => label).join();
  // uPlot is drawn anew only when the numbers are others, not each time that the cursor moves.
  const numbers = JSON.stringify([times, series.map(({ values }) => values)]);
  const shown = useRef(show);
  shown.current = show;

  useEffect(() => {
    const element = figure.current;
    if (element === null) return undefined;
    const [xs, ys] = JSON.parse(numbers) as [number[], (number | null)[][]];
    const colour = (name: string) => getComputedStyle(element).getPropertyValue(name);
    const axis = { stroke: colour('--chart-text'), font: '11px Inter Variable, system-ui, sans-serif', ticks: { show: false } };
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        padding: [8, 4, 0, 0],
        cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'statistics' }, points: { size: 7 } },
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
        scales: { y: { range: (_, __, highest) => [0, (highest ?? 0) > 0 ? highest * 1.15 : 1] } },
        axes: [
          { ...axis, size: 30, grid: { show: false }, space: 64, values: (_, ticks) => ticks.map((tick) => label(tick, timeframe)) },
          { ...axis, size: 62, space: 36, grid: { stroke: colour('--chart-grid'), width: 1 }, values: (_, ticks) => ticks.map((tick) => shown.current(tick)) },
        ],
        series: [
          {},
          ...ys.map((_, i) => ({
            stroke: colour(`--chart-${i + 1}`),
            width: 1.75,
            ...(i === 0 ? { fill: colour('--chart-fill') } : {}),
            points: { show: false },
            spanGaps: false,
          })),
        ],
        hooks: { setCursor: [({ cursor }) => setAt(cursor.idx ?? undefined)] },
      },
      [xs, ...ys],
      element,
    );
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [numbers, labels, theme, timeframe]);

  const summary = useMemo(() => describe(title, timeframe, series, show), [title, timeframe, series, show]);
  const point = at !== undefined && at < times.length ? at : times.length - 1;
  return (
    <figure className="chart">
      <figcaption>
        <h3>{title}</h3>
        <span className="chart-values">
          {series.map(({ label: name, values }, i) => (
            <span key={name} className={`chart-value chart-value-${i + 1}`}>
              {series.length > 1 && <span className="quiet">{name}</span>}
              {known(values[point], show)}
            </span>
          ))}
        </span>
      </figcaption>
      <div ref={figure} role="img" aria-label={summary} className="chart-canvas" />
    </figure>
  );
}

const known = (value: number | null | undefined, show: (value: number) => string): string => (value === null || value === undefined ? '–' : show(value));

/** The chart in a sentence, for those who cannot see it. */
function describe(title: string, timeframe: string, series: readonly Series[], show: (value: number) => string): string {
  const parts = series.map(({ label: name, values }) => {
    const measured = values.filter((value) => value !== null);
    const subject = series.length > 1 ? `${name.toLowerCase()}: ` : '';
    if (measured.length === 0) return `${subject}nothing was measured`;
    const mean = measured.reduce((sum, value) => sum + value, 0) / measured.length;
    return `${subject}${show(mean)} on average, ${show(Math.max(...measured))} at most, ${known(values.at(-1), show)} at the end`;
  });
  return `${title} over the last ${timeframe}: ${parts.join('; ')}.`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' });

const label = (seconds: number, timeframe: string): string =>
  (timeframe === 'hour' || timeframe === 'day' ? clock : timeframe === 'year' ? month : date).format(new Date(seconds * 1000));
