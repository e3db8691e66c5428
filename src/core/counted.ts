const format = new Intl.NumberFormat("en");

/** A count or row number as people read it: 20417 as "20,417". */
export const counted = (count: number): string => format.format(count);
