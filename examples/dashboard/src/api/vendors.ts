/** The three vendors, and where each is found. */
export const VENDORS = ['vpsorg', 'puregpu', 'evotic'] as const;
export type Vendor = (typeof VENDORS)[number];

/** The vendors whose API creates servers: PureGPU's does not. */
export const CREATING_VENDORS = ['vpsorg', 'evotic'] as const satisfies readonly Vendor[];
export type CreatingVendor = (typeof CREATING_VENDORS)[number];

export const VENDOR_NAMES: Readonly<Record<Vendor, string>> = { vpsorg: 'VPS.org', puregpu: 'PureGPU', evotic: 'Evotic' };

export const BASE_URLS: Readonly<Record<Vendor, string>> = {
  vpsorg: import.meta.env.VITE_VPSORG_URL ?? '/api/vpsorg',
  puregpu: import.meta.env.VITE_PUREGPU_URL ?? '/api/puregpu',
  evotic: import.meta.env.VITE_EVOTIC_URL ?? '/api/evotic',
};

export const isVendor = (text: string | undefined): text is Vendor => VENDORS.some((vendor) => vendor === text);
export const isCreatingVendor = (text: string | undefined): text is CreatingVendor => CREATING_VENDORS.some((vendor) => vendor === text);
