// Formats moments in a person's zone, and reads what people type back into moments.

const LOCALE = "en-GB";
const DAY = 86_400_000;
const formatters = new Map();

function format(date, zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formatters.has(key)) formatters.set(key, formatter(zone, options));
  return formatters.get(key).format(date);
}

function formatter(zone, options) {
  try {
    return new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone || "UTC" });
  } catch {
    return new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: "UTC" });
  }
}

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const TIME_SECONDS = { ...TIME, second: "2-digit" };

export const clockTime = (date, zone) => format(date, zone, TIME);
export const clockTimeSeconds = (date, zone) => format(date, zone, TIME_SECONDS);
const longDay = (date, zone) => format(date, zone, { weekday: "long", day: "numeric", month: "long" });
export const shortDay = (date, zone) => format(date, zone, { weekday: "short", day: "numeric", month: "short" });
export const fullTime = (date, zone) => `${format(date, zone, { dateStyle: "full" })} at ${clockTimeSeconds(date, zone)}`;

/** Slack's time stamps are seconds with a fraction, as text. */
export const fromTs = (ts) => new Date(Number.parseFloat(ts) * 1000);

/** The calendar day in the zone, as YYYY-MM-DD. */
export function dayKey(date, zone) {
  const [day, month, year] = format(date, zone, { day: "2-digit", month: "2-digit", year: "numeric" }).split("/");
  return `${year}-${month}-${day}`;
}

/** "Today", "Yesterday", or the day's name; the year is told when it is another one. */
export function dayName(date, zone, now) {
  const near = nearDay(date, zone, now);
  if (near) return near[0].toUpperCase() + near.slice(1);
  const sameYear = dayKey(date, zone).slice(0, 4) === dayKey(now, zone).slice(0, 4);
  return sameYear ? longDay(date, zone) : format(date, zone, { dateStyle: "full" });
}

function nearDay(date, zone, now) {
  const days = Math.round((Date.parse(dayKey(date, zone)) - Date.parse(dayKey(now, zone))) / DAY);
  return { 0: "today", "-1": "yesterday", 1: "tomorrow" }[days] ?? null;
}

/** "3 minutes ago", "in 2 hours". */
export function ago(date, now) {
  const seconds = Math.round((date - now) / 1000);
  const steps = [["day", 86_400], ["hour", 3600], ["minute", 60]];
  const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(seconds, "second");
}

/** Fill Slack's date tokens ({date_long}, {time}, …) for one moment; unknown tokens stay as they are. */
export function slackDate(pattern, date, zone, now) {
  const pretty = (text) => nearDay(date, zone, now) ?? text;
  const forms = {
    date_num: () => dayKey(date, zone),
    date_slash: () => format(date, zone, { day: "2-digit", month: "2-digit", year: "numeric" }),
    date: () => format(date, zone, { day: "numeric", month: "long", year: "numeric" }),
    date_short: () => format(date, zone, { day: "numeric", month: "short", year: "numeric" }),
    date_long: () => format(date, zone, { dateStyle: "full" }),
    date_long_full: () => format(date, zone, { dateStyle: "full" }),
    day_divider_pretty: () => pretty(longDay(date, zone)),
    time: () => clockTime(date, zone),
    time_secs: () => clockTimeSeconds(date, zone),
    ago: () => ago(date, now),
  };
  return pattern.replace(/\{([a-z_]+)\}/g, (whole, name) => {
    if (forms[name]) return forms[name]();
    const plain = name.replace(/_pretty$/, "");
    return plain !== name && forms[plain] ? pretty(forms[plain]()) : whole;
  });
}

/** "UTC+5:45" for a zone at a moment. */
export function zoneOffset(date, zone) {
  const minutes = Math.round(offset(date, zone) / 60_000);
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  const rest = size % 60 ? `:${String(size % 60).padStart(2, "0")}` : "";
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(size / 60)}${rest}`;
}

function offset(date, zone) {
  const wall = Date.parse(`${dayKey(date, zone)}T${clockTimeSeconds(date, zone)}Z`);
  return wall - Math.floor(date.getTime() / 1000) * 1000;
}

/** The value for a datetime-local field: the wall clock of the zone. */
export const toWall = (date, zone) => `${dayKey(date, zone)}T${clockTime(date, zone)}`;

/** The moment at which the zone's wall clock shows `wall` (YYYY-MM-DDTHH:MM). */
export function fromWall(wall, zone) {
  const asUtc = Date.parse(`${wall.length === 16 ? `${wall}:00` : wall}Z`);
  if (Number.isNaN(asUtc)) return null;
  // The offsets of the day before and the day after are the only two that can hold; a time that happens twice
  // is its first, one that is skipped moves forward.
  const guesses = [-DAY, DAY].map((days) => new Date(asUtc - offset(new Date(asUtc + days), zone)));
  const fitting = guesses.filter((guess) => toWall(guess, zone) === wall.slice(0, 16));
  return fitting.length ? new Date(Math.min(...fitting)) : guesses[0];
}
