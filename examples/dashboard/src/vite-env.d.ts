/// <reference types="vite/client" />

/** Where the vendors' APIs are, and what to present there. All have defaults, and none is a secret: the credentials are those of a demonstration. */
interface ImportMetaEnv {
  readonly VITE_VPSORG_URL?: string;
  readonly VITE_VPSORG_TOKEN?: string;
  readonly VITE_PUREGPU_URL?: string;
  readonly VITE_PUREGPU_KEY?: string;
  readonly VITE_EVOTIC_URL?: string;
  readonly VITE_EVOTIC_TOKEN?: string;
}
