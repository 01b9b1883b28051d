// Numbers and times for people.

const MIN = -9223372036854775;
const MAX = 9223371950454775;

export const isTime = (millis) => millis > MIN + 1000 && millis < MAX - 86400000 * 2;

export function count(number) {
  if (number === null || number === undefined || Number.isNaN(number)) return '–';
  const size = Math.abs(number);
  if (size >= 1e9) return `${(number / 1e9).toFixed(1)} G`;
  if (size >= 1e6) return `${(number / 1e6).toFixed(1)} M`;
  if (size >= 1e4) return `${(number / 1e3).toFixed(0)} k`;
  if (size >= 1e3) return `${(number / 1e3).toFixed(1)} k`;
  return Number.isInteger(number) || size >= 100 ? String(Math.round(number)) : number.toFixed(1);
}

export const rate = (number) => number === null || number === undefined ? '–' : `${count(number)}/s`;

export const percent = (share) => share === null || share === undefined ? '–' : `${Math.round(share * 100)} %`;

export function time(millis) {
  if (millis === null || millis === undefined) return '–';
  if (millis <= MIN + 1000) return 'beginning of time';
  if (millis >= MAX - 86400000 * 2) return 'end of time';
  const text = new Date(millis).toISOString();
  return text.slice(0, 10) === new Date().toISOString().slice(0, 10) ? text.slice(11, 23) : text.replace('T', ' ').slice(0, 23);
}

export function duration(millis) {
  if (millis === null || millis === undefined) return '–';
  const sign = millis < 0 ? '−' : '';
  const size = Math.abs(millis);
  if (size < 1000) return `${sign}${Math.round(size)} ms`;
  if (size < 60000) return `${sign}${(size / 1000).toFixed(size < 10000 ? 1 : 0)} s`;
  const minutes = Math.floor(size / 60000);
  if (minutes < 60) return `${sign}${minutes} min ${Math.floor(size / 1000) % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${sign}${hours} h ${minutes % 60} min` : `${sign}${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export const nanos = (number) => duration(number / 1e6);

export function bytes(number) {
  if (number < 1024) return `${number} B`;
  if (number < 1024 ** 2) return `${(number / 1024).toFixed(1)} KiB`;
  if (number < 1024 ** 3) return `${(number / 1024 ** 2).toFixed(1)} MiB`;
  return `${(number / 1024 ** 3).toFixed(1)} GiB`;
}

export function lag(watermark, now) {
  return isTime(watermark) ? duration(now - watermark) : null;
}

export const shorten = (text, most) => text.length <= most ? text : `${text.slice(0, Math.ceil(most / 2) - 1)}…${text.slice(text.length - Math.floor(most / 2))}`;

// What is inside of the user's own transform says little: Beam has called it so.
const INNER = /^(ParMultiDo|ParDo|Map|Window\.Assign|Read|View\.|Combine\.|GroupByKey|Anonymous|Init|CreatePCollectionView)/;

export function leaf(transform) {
  const parts = transform.split('/');
  while (parts.length > 1 && INNER.test(parts.at(-1))) parts.pop();
  const own = parts.join('/');
  return own.length <= 36 ? own : parts.at(-1);
}
