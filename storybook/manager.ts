/** What the addon does in Storybook's manager: the tab "Cloud", and a scenario and the clock in the toolbar. Storybook loads it by itself. */
import { createElement, useEffect, useRef, useState, type Element } from 'react';
import { addons, types, useGlobals, useStorybookApi } from 'storybook/manager-api';
import { definePanel, type StuntboxPanel } from '../panel/index.ts';
import { channelFetch } from './channel-fetch.ts';
import { SHOWN, WHO, type Channel, type ShownCloud } from './channel.ts';
import { ADVANCED, SCENARIO } from './globals.ts';

const ADDON = 'stuntbox';
const FORCE_REMOUNT = 'forceRemount';
/** The panel fills the window that it is in; a transformed element is one to it. */
const CONTAINED = { position: 'relative', height: '100%', minHeight: 240, overflow: 'auto', transform: 'translateZ(0)' };
const NO_CLOUD: ShownCloud = { number: null, scenarios: [] };
/** How far a click moves the clock, in milliseconds. */
const JUMPS: readonly (readonly [label: string, ms: number])[] = [
  ['+10 s', 10_000],
  ['+1 min', 60_000],
  ['+10 min', 600_000],
];

addons.register(ADDON, () => {
  addons.add(`${ADDON}/panel`, { type: types.PANEL, title: 'Cloud', render: ({ active }) => (active ? createElement(CloudTab) : null) as never });
  addons.add(`${ADDON}/toolbar`, {
    type: types.TOOL,
    title: 'Cloud',
    match: ({ viewMode, tabId }) => viewMode === 'story' && !tabId,
    render: () => createElement(CloudTools) as never,
  });
});

const channelOf = (): Channel => addons.getChannel() as unknown as Channel;

/** What the preview tells of the story's cloud. */
function useShownCloud(): ShownCloud {
  const [shown, setShown] = useState(NO_CLOUD);
  useEffect(() => {
    const channel = channelOf();
    const hear = (told: ShownCloud): void => setShown(told);
    channel.on(SHOWN, hear);
    channel.emit(WHO, {});
    return () => channel.off(SHOWN, hear);
  }, []);
  return shown;
}

let controls: typeof fetch | undefined;

/** The panel, as it is everywhere else. */
function CloudTab(): Element {
  const { number } = useShownCloud();
  const host = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (number === null || !host.current) return undefined;
    definePanel();
    controls ??= channelFetch(channelOf());
    const panel = document.createElement('stuntbox-panel') as StuntboxPanel;
    panel.setAttribute('dock', 'page');
    panel.connection = { url: 'http://stuntbox.invalid', token: 'none', fetch: controls };
    panel.open = true;
    host.current.append(panel);
    return () => panel.remove();
  }, [number]);
  if (number === null)
    return createElement('p', { style: { padding: '1rem' } }, 'This story has no cloud. Give it one: parameters: { cloud: { vendors: [vpsorg] } }');
  return createElement('div', { ref: host, style: CONTAINED });
}

/** A scenario and the clock. Each choice mounts the story anew, with a fresh cloud, so that what is seen is what its URL says. */
function CloudTools(): Element | null {
  const { number, scenarios } = useShownCloud();
  const [globals, updateGlobals] = useGlobals();
  const api = useStorybookApi();
  const chosen = String(globals[SCENARIO] ?? '');
  const advanced = Number(globals[ADVANCED] ?? 0);
  // What was chosen may be why the story has no cloud, and must be taken back here.
  if (number === null && chosen === '' && advanced === 0) return null;
  const choose = (changes: object): void => {
    updateGlobals(changes);
    const story = api.getCurrentStoryData() as { readonly id: string } | undefined;
    if (story) api.emit(FORCE_REMOUNT, { storyId: story.id });
  };
  const style = {
    font: 'inherit',
    color: 'inherit',
    background: 'transparent',
    border: '1px solid currentColor',
    borderRadius: 4,
    padding: '2px 6px',
    opacity: 0.85,
  };
  return createElement(
    'div',
    { style: { display: 'flex', gap: 6, alignItems: 'center', fontSize: 12 } },
    createElement(
      'select',
      {
        style: { ...style, maxWidth: 180 },
        'aria-label': 'Scenario',
        value: chosen,
        onChange: ({ target }: { target: { value: string } }) => choose({ [SCENARIO]: target.value }),
      },
      createElement('option', { value: '' }, 'No scenario'),
      ...(chosen !== '' && !scenarios.some(({ alias }) => alias === chosen) ? [createElement('option', { value: chosen }, chosen.replace('__', '/'))] : []),
      ...scenarios.map(({ alias, name, description }) => createElement('option', { key: alias, value: alias, title: description }, name)),
    ),
    ...JUMPS.map(([label, ms]) =>
      createElement(
        'button',
        { key: label, type: 'button', style, title: "Moves the cloud's clock", onClick: () => choose({ [ADVANCED]: advanced + ms }) },
        label,
      ),
    ),
    ...(advanced > 0
      ? [
          createElement(
            'button',
            { key: 'back', type: 'button', style, title: 'Puts the clock back', onClick: () => choose({ [ADVANCED]: 0 }) },
            `at +${advanced / 1000} s ✕`,
          ),
        ]
      : []),
  );
}
