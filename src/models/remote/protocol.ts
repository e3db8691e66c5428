import type { ModelFacts } from "../../core/measured.js";
import type { ModelRequest } from "../model.js";
import type { Client } from "./client.js";
import type { Endpoint } from "./endpoint.js";
import type { FieldRows, Fields } from "./fields.js";

/** What an endpoint answered for one row: one score or one per class, or a class, or both. */
export interface RowAnswer {
  readonly scores: readonly number[] | null;
  readonly label: string | null;
}

/** What one response holds. */
export interface Response {
  readonly rows: readonly RowAnswer[];
  /** What the server calls the version of its model; null: it does not say. */
  readonly version: string | null;
}

/** How one kind of endpoint is asked for rows, and answers. */
export interface Protocol {
  readonly fields: Fields;
  /** Added to the path of the model's URL. */
  readonly suffix: string;
  /** Whether a missing number can be sent, as null. */
  readonly takesMissing: boolean;
  /** What the server says of its model before any row is sent; null: nothing. */
  readonly version: string | null;
  readonly inputs: ModelFacts["inputs"];
  readonly outputs: ModelFacts["outputs"];
  /** The request for some rows, as JSON. `added`: rows at its end whose answers are of no interest. */
  write(values: FieldRows, rows: readonly number[]): { readonly body: string; readonly added: number };
  /** @throws Failure (unusable) for anything but one finite answer per row */
  read(response: unknown, rows: number): Response;
}

/** Finds out how an endpoint is asked. Sends no row. */
export type OpenProtocol = (at: {
  readonly request: ModelRequest;
  readonly endpoint: Endpoint;
  readonly client: Client;
}) => Promise<Protocol>;
