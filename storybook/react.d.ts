/** The part of React that the manager uses. Storybook brings React; its types are not ours to ship. */
declare module 'react' {
  export type Element = { readonly type: unknown };
  export function createElement(type: unknown, properties?: object | null, ...children: unknown[]): Element;
  export function useEffect(effect: () => void | (() => void), dependencies?: readonly unknown[]): void;
  export function useRef<T>(initial: T): { current: T };
  export function useState<T>(initial: T): [T, (value: T) => void];
}
