/** Line icons of 16 by 16; decoration only, so that screen readers pass over them. */
const PATHS = {
  arrow: 'M10 3.5 5.5 8l4.5 4.5',
  chevron: 'm6 3.5 4.5 4.5L6 12.5',
  check: 'm3 8.5 3.2 3.2L13 4.8',
  chip: 'M5 5h6v6H5zM6.5 2.5V5m3-2.5V5m-3 6v2.5m3-2.5v2.5M2.5 6.5H5m-2.5 3H5m6-3h2.5m-2.5 3h2.5',
  copy: 'M5.5 5.5h7.5v7.5H5.500zM10.500 5.500V3H3v7.500h2.500',
  cross: 'm4 4 8 8m0-8-8 8',
  disk: 'M2.5 8.5h11v4.5h-11zM2.5 8.5l2-5.5h7l2 5.5M10.5 10.800h.010',
  globe: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm-6 6h12M8 2c2 2 2.500 4 2.500 6S10 12 8 14c-2-2-2.500-4-2.500-6S6 4 8 2Z',
  lock: 'M3.500 7h9v6.500h-9zM5.500 7V5a2.500 2.500 0 0 1 5 0v2',
  moon: 'M13 9.500A5.500 5.500 0 0 1 6.500 3a5.500 5.500 0 1 0 6.500 6.500Z',
  pencil: 'M10.500 3.500l2 2L5.500 12.500l-2.500.500.500-2.500z',
  play: 'M5 3.500v9l7-4.500z',
  plus: 'M8 3v10M3 8h10',
  power: 'M8 2.500v5M5 4.300a5 5 0 1 0 6 0',
  restart: 'M13 8a5 5 0 1 1-1.700-3.700M13 2.500v2.800h-2.800',
  search: 'M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9Zm3.300 7.800 3.200 3.200',
  stack: 'M2.500 3h11v4h-11zM2.500 9h11v4h-11zM5 5h.010M5 11h.010',
  stop: 'M4 4h8v8H4z',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6Zm0-3.500V3m0 10v1.500M1.500 8H3m10 0h1.500M3.400 3.400l1 1m7.200 7.200 1 1m0-9.200-1 1m-7.200 7.200-1 1',
  trash: 'M2.500 4.500h11M6 4.500v-2h4v2m-6 0 .600 9h6.800l.600-9',
  warning: 'M8 2.500 14 13H2zM8 6.500v3m0 1.800v.200',
  wrench: 'M9.500 5.500a3 3 0 0 1 4-2.800l-2 2 .800.800 2-2a3 3 0 0 1-3.800 3.800L5 13l-2-2 5.700-5.500a3 3 0 0 1 .800 0Z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
