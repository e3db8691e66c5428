/** Kinds of models that answer over the network. */
export const remoteKinds = ["http", "kserve", "tf-serving", "mlflow"] as const;
export type RemoteKind = (typeof remoteKinds)[number];

export const isRemoteKind = (kind: string | undefined): kind is RemoteKind => remoteKinds.some((each) => each === kind);

/** Who gets the rows, where, and by what right: for the record of processing (GDPR article 30). */
export interface Transfer {
  readonly recipient: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly basis: string;
  /** Columns of the data that are sent. */
  readonly columns: readonly string[];
}

/** Where the answers stand in an endpoint's response, as paths (`json-path.ts`). */
export interface ResponsePaths {
  readonly score: string | null;
  readonly label: string | null;
  /** What the endpoint calls the version of its model. */
  readonly version: string | null;
}

/** How a remote model is asked; as in the suite, defaults filled in. Holds names of environment variables, never their values. */
export interface RemoteSettings {
  /** As written: `${env:NAME}` stands for itself. */
  readonly url: string;
  /** As written. */
  readonly headers: Readonly<Record<string, string>>;
  /** A JSON template (`json-template.ts`); null: the kind says how requests look. */
  readonly request: unknown;
  readonly response: ResponsePaths | null;
  /** kserve: one tensor for all features, or one for each; null: as the server's metadata say. */
  readonly layout: "matrix" | "columns" | null;
  /** Most rows in one request. */
  readonly batch: number;
  /** Most requests at a time. */
  readonly concurrency: number;
  /** Longest time for one try, in ms. */
  readonly timeout: number;
  /** Longest time from the first request of a run to the last answer, in ms. */
  readonly deadline: number;
  /** Further tries of a request that met a passing fault. */
  readonly retries: number;
  /** Hosts that may be reached, wherever their addresses lie; null: the one in the URL, on a public address. */
  readonly allowHosts: readonly string[] | null;
  /** What the model's version is said to be. */
  readonly version: string | null;
  /** null: the rows do not leave this machine. */
  readonly transfer: Transfer | null;
  readonly cache: boolean;
}

/** Whether a host of a URL (as `URL` normalises it) is this machine by its very name. */
export const isLoopbackHost = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
