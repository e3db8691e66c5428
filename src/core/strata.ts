/** More strata than this are no legitimate factor, but an id or an amount. */
const mostStrata = 200;

/** Why rows cannot be looked at within these strata; null: they can. */
export function strataFault(strata: Iterable<string>): string | null {
  const { size } = new Set(strata);
  return size > mostStrata
    ? `the strata have ${size} different values together, more than ${mostStrata}: a legitimate factor has few`
    : null;
}
