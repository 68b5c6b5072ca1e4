const two = (value: number): string => String(value).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `14:03:07` in the reader's own time zone; with the day in front when it isn't today, and the year when it isn't this one. */
export const clockTime = (at: string, nowMs: number): string => {
  const date = new Date(at);
  const now = new Date(nowMs);
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (date.toDateString() === now.toDateString()) return clock;
  const isThisYear = date.getFullYear() === now.getFullYear();
  return isThisYear ? `${dayOf(date)} ${clock}` : `${dayOf(date)} ${date.getFullYear()} ${clock.slice(0, 5)}`;
};

const dayOf = (date: Date): string => `${date.getDate()} ${MONTHS[date.getMonth()] ?? ''}`;

/** `22 Nov 2026, 14:03:07.120 UTC+1`, for the one record a person is looking at. */
export const fullTime = (at: string): string => {
  const date = new Date(at);
  const offsetMinutes = -date.getTimezoneOffset();
  const hours = Math.floor(Math.abs(offsetMinutes) / 60);
  const minutes = Math.abs(offsetMinutes) % 60;
  const zone =
    offsetMinutes === 0
      ? 'UTC'
      : `UTC${offsetMinutes < 0 ? '−' : '+'}${hours}${minutes === 0 ? '' : `:${two(minutes)}`}`;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
  return `${dayOf(date)} ${date.getFullYear()}, ${clock}.${milliseconds} ${zone}`;
};

/** `12 s ago`, `5 min ago`, `3 h ago`, `2 d ago`. */
export const ago = (at: string, nowMs: number): string => `${duration((nowMs - Date.parse(at)) / 1000)} ago`;

export const duration = (givenSeconds: number): string => {
  const seconds = Math.max(0, Math.round(givenSeconds));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
};

export const byteSize = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
};
