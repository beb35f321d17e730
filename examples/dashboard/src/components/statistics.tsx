/** What PureGPU has measured, as charts. */
import { useId, useState } from 'react';
import { TIMEFRAMES, type StatisticsPoint, type Timeframe } from '../api/puregpu.ts';
import { bytes, capital, percent } from '../fleet/format.ts';
import { useStatistics } from '../fleet/queries.ts';
import { Chart, type Series } from './chart.tsx';
import { Failure } from './failure.tsx';

const rate = (value: number): string => `${bytes(value)}/s`;

interface ChartPlan {
  readonly title: string;
  readonly show: (value: number) => string;
  readonly series: readonly { readonly label: string; readonly of: (point: StatisticsPoint) => number | null }[];
}

const CHARTS: readonly ChartPlan[] = [
  { title: 'CPU', show: percent, series: [{ label: 'CPU', of: ({ cpu }) => (cpu === null ? null : cpu * 100) }] },
  { title: 'Memory', show: bytes, series: [{ label: 'Memory', of: ({ mem }) => mem }] },
  {
    title: 'Network',
    show: rate,
    series: [
      { label: 'In', of: ({ netin }) => netin },
      { label: 'Out', of: ({ netout }) => netout },
    ],
  },
  {
    title: 'Disk',
    show: rate,
    series: [
      { label: 'Read', of: ({ diskread }) => diskread },
      { label: 'Write', of: ({ diskwrite }) => diskwrite },
    ],
  },
];

export function Statistics({ id }: { id: number }) {
  const [timeframe, setTimeframe] = useState<Timeframe>('hour');
  const { data, error, refetch, isPending, isPlaceholderData } = useStatistics(id, timeframe);
  const name = useId();
  return (
    <section className="card statistics" aria-label="Statistics" aria-busy={isPending || isPlaceholderData}>
      <div className="card-head">
        <h2>Statistics</h2>
        <fieldset className="segments">
          <legend className="hidden">Timeframe</legend>
          {TIMEFRAMES.map((choice) => (
            <label key={choice}>
              <input type="radio" name={name} checked={timeframe === choice} onChange={() => setTimeframe(choice)} />
              <span>{capital(choice)}</span>
            </label>
          ))}
        </fieldset>
      </div>
      {error !== null && <Failure vendor="puregpu" error={error} retry={() => void refetch()} what="The statistics" />}
      {isPending && (
        <div className="charts">
          {CHARTS.map(({ title }) => (
            <span key={title} className="skeleton skeleton-chart" />
          ))}
        </div>
      )}
      {data !== undefined && (
        <div className="charts">
          {CHARTS.map(({ title, show, series }) => (
            <Chart
              key={title}
              title={title}
              timeframe={timeframe}
              show={show}
              times={data.map(({ date }) => Date.parse(date) / 1000)}
              series={series.map(({ label, of }): Series => ({ label, values: data.map(of) }))}
            />
          ))}
        </div>
      )}
    </section>
  );
}
