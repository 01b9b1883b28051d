// Talks to the server. What changes a job needs the token, which the address of the page may bring
// behind its #: it is kept for this tab, and taken out of the address.

const KEY = 'millrace-token';

export function takeToken() {
  const match = /(?:^#|&)token=([^&]+)/.exec(location.hash);
  if (match) {
    sessionStorage.setItem(KEY, decodeURIComponent(match[1]));
    history.replaceState(null, '', location.pathname);
  }
}

export const hasToken = () => sessionStorage.getItem(KEY) !== null;
export const setToken = (token) => sessionStorage.setItem(KEY, token);
export const forgetToken = () => sessionStorage.removeItem(KEY);

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function call(method, path, body) {
  const headers = {Accept: 'application/json'};
  if (hasToken()) headers.Authorization = `Bearer ${sessionStorage.getItem(KEY)}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(`api/v1${path}`,
    {method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store'});
  const type = response.headers.get('Content-Type') ?? '';
  const answer = type.includes('json') ? await response.json() : await response.text();
  if (!response.ok) throw new ApiError(response.status, answer.error ?? String(answer));
  return answer;
}

const job = (id) => `/jobs/${encodeURIComponent(id)}`;

export const jobs = () => call('GET', '/jobs');
export const overview = (id) => call('GET', job(id));
export const graph = (id) => call('GET', `${job(id)}/graph`);
export const layout = (id, direction) => call('GET', `${job(id)}/layout?direction=${direction}`);
export const stages = (id) => call('GET', `${job(id)}/stages`);
export const events = (id) => call('GET', `${job(id)}/events`);
export const checkpoints = (id) => call('GET', `${job(id)}/checkpoints`);
export const metrics = (id) => call('GET', `${job(id)}/metrics`);
export const why = (id, transform) => call('GET', `${job(id)}/why?transform=${encodeURIComponent(transform)}`);
export const act = (id, action, body) => call('POST', `${job(id)}/${action}`, body);
