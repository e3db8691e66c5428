// Vega's parts have no types of their own; `vega` describes all of them.
declare module "vega-parser" {
  export { parse } from "vega";
}
declare module "vega-view" {
  export { View } from "vega";
}
declare module "vega-dataflow" {
  export const transforms: Record<string, unknown>;
}
declare module "vega-transforms" {
  export const collect: unknown;
  export const filter: unknown;
  export const sieve: unknown;
}
declare module "vega-view-transforms" {
  export const bound: unknown;
  export const mark: unknown;
  export const render: unknown;
  export const viewlayout: unknown;
}
declare module "vega-encode" {
  export const datajoin: unknown;
  export const encode: unknown;
  export const scale: unknown;
}
