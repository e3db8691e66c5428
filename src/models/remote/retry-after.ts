/** Whole seconds, or a date of HTTP (RFC 9110, section 10.2.3), as milliseconds from `now`; null: neither. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // IMF-fixdate, and the two obsolete forms that RFC 9110, section 5.6.7, still asks to read; all are in GMT.
  const isDate = /^[A-Z][a-z]{2,8},? /.test(text);
  const date = isDate ? Date.parse(/GMT$/.test(text) ? text : `${text} GMT`) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
