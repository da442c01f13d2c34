const day = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'Europe/London',
});
const time = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/London',
});

/** `2026-06-08` as “Monday 8 June 2026”. */
export function inWords(date: string): string {
  return day.format(new Date(`${date}T12:00:00Z`)).replace(',', '');
}

/** An instant as the day, the time or both, on a clock in London. */
export function instantInWords(instant: string, show: 'day' | 'with time' | 'time only' = 'day'): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return 'a date that is not known';
  if (show === 'time only') return time.format(at);
  const date = day.format(at).replace(',', '');
  return show === 'day' ? date : `${date}, ${time.format(at)}`;
}
