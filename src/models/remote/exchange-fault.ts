/** What can go wrong between sending a request and having its whole answer. */
export type FaultKind =
  | "refused"
  | "reset"
  | "unreachable"
  | "resolver"
  | "unknown_host"
  | "address"
  | "tls"
  | "timeout"
  | "too_long"
  | "encoded"
  | "broken";

/** A request without a whole answer. */
export class ExchangeFault extends Error {
  override readonly name = "ExchangeFault";
  constructor(readonly kind: FaultKind) {
    super(kind);
  }
}

const kinds: Readonly<Record<string, FaultKind>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  EPIPE: "reset",
  ECONNABORTED: "reset",
  ETIMEDOUT: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  EAI_AGAIN: "resolver",
  ENOTFOUND: "unknown_host",
  EAI_NONAME: "unknown_host",
  EPROTO: "tls",
};

/** What Node threw, as a fault. Its words stay here: they can hold addresses that stand in the environment only. */
export function faultOf(error: unknown): ExchangeFault {
  if (error instanceof ExchangeFault) return error;
  if (error instanceof AggregateError && error.errors.length > 0) return faultOf(error.errors[0]);
  const { code = "" } = error as NodeJS.ErrnoException;
  const isTls = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/.test(code);
  return new ExchangeFault(kinds[code] ?? (isTls ? "tls" : "broken"));
}
