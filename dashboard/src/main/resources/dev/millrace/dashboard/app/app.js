// Puts the page together, and asks the server each second while anybody sees the page.

import * as api from './api.js';
import {h, setText} from './dom.js';
import {duration} from './format.js';
import {Graph} from './graph.js';
import * as panels from './panels.js';
import {Rates} from './rates.js';

const PERIOD = 1000;
const VIEWS = ['Graph', 'Transforms', 'Checkpoints', 'Events', 'Metrics', 'Failure'];
const byId = (id) => document.getElementById(id);

let current = null;
let view = 'Graph';

function notice(text) {
  byId('notice').hidden = !text;
  setText(byId('notice'), text ?? '');
}

function dialog(title, text, input, action, perform) {
  const field = input ? h('input', {name: 'value', type: input.type, placeholder: input.placeholder, autocomplete: 'off', 'aria-label': input.label}) : null;
  const wrong = h('p', {class: 'error', hidden: true});
  const go = h('button', {type: 'button', class: 'primary', onclick: async () => {
    go.disabled = true;
    try {
      await perform(field?.value);
      byId('dialog').close();
    } catch (error) {
      wrong.hidden = false;
      wrong.textContent = error.message;
    }
    go.disabled = false;
  }}, action);
  byId('dialog').replaceChildren(h('h2', null, title), h('p', null, text), field, wrong,
    h('div', {class: 'buttons'}, h('button', {type: 'button', onclick: () => byId('dialog').close()}, 'Leave it'), go));
  byId('dialog').showModal();
}

function askToken(then) {
  dialog('Token', 'This needs the token that is in the file of --uiTokenFile, or else in the log of the pipeline.',
    {type: 'password', placeholder: 'token', label: 'Token'}, 'Use it', async (token) => {
      api.setToken(token.trim());
      setTimeout(() => then?.());
    });
}

async function perform(action, body) {
  try {
    const answer = await api.act(current.id, action, body);
    await refresh();
    return answer;
  } catch (error) {
    if (error.status === 401 || error.status === 403) {
      api.forgetToken();
      throw new Error(`${error.message}. Leave this and try again to give the token.`);
    }
    throw error;
  }
}

function actions() {
  const guarded = (show) => () => api.hasToken() ? show() : askToken(show);
  byId('actions').replaceChildren(
    h('button', {id: 'savepoint', onclick: guarded(() => dialog('Savepoint', 'All that the pipeline has come to, in a directory of the machine that it runs on. The pipeline goes on.',
      {type: 'text', placeholder: '/path/of/a/directory', label: 'Directory'}, 'Take a savepoint',
      async (path) => { const taken = await perform('savepoint', {path}); notice(`Savepoint ${taken.checkpoint} is at ${taken.path}`); }))}, 'Savepoint'),
    h('button', {id: 'drain', onclick: guarded(() => dialog('Drain', 'Sources end where they are, all windows fire, and the pipeline ends with what it has.', null, 'Drain it', () => perform('drain')))}, 'Drain'),
    h('button', {id: 'cancel', class: 'danger', onclick: guarded(() => dialog('Cancel', 'The pipeline is stopped where it is.', null, 'Cancel it', () => perform('cancel')))}, 'Cancel'));
}

function tabs() {
  byId('tabs').replaceChildren(...VIEWS.map((name) =>
    h('button', {'data-view': name, 'aria-current': name === view ? 'page' : null, onclick: () => show(name)}, name)));
}

async function show(name) {
  view = name;
  tabs();
  if (current) await fill();
}

function choose(stage, transform) {
  if (view !== 'Graph') {
    view = 'Graph';
    tabs();
    fill();
  }
  current.panel.show(stage, transform);
  current.graph.select(stage, transform);
  current.graph.reveal(stage);
  paint();
}

async function open(id) {
  const begun = performance.now();
  const direction = innerWidth < 720 ? 'down' : 'right';
  const [overview, graph, layout, stages] = await Promise.all([api.overview(id), api.graph(id), api.layout(id, direction), api.stages(id)]);
  const rates = new Rates();
  current = {id, overview, model: graph, rates, stages};
  rates.add(stages, overview.nowMillis);
  current.panel = new panels.TransformPanel(id, graph, rates, () => current.graph.select(undefined));
  current.graph = new Graph(graph, layout, choose);
  current.canvas = h('section', {class: 'canvas'},
    current.graph.svg,
    h('div', {class: 'zoom'},
      h('button', {onclick: () => current.graph.zoom(1.3), 'aria-label': 'Larger'}, '+'),
      h('button', {onclick: () => current.graph.zoom(1 / 1.3), 'aria-label': 'Smaller'}, '−'),
      h('button', {onclick: () => current.graph.fit(true), 'aria-label': 'Show all'}, '⤢')),
    h('p', {class: 'legend'}, h('span', {class: 'swatch busy'}), 'busy ', h('span', {class: 'swatch blocked'}), 'blocked by what follows'),
    current.panel.element);
  await fill();
  current.graph.fit(false);
  performance.measure('drawn', {start: begun, end: performance.now()});
}

// What the chosen view shows; those that change are made anew each time.
async function fill() {
  const main = byId('main');
  const of = current;
  let page;
  switch (view) {
    case 'Graph': page = of.canvas; break;
    case 'Transforms': page = main.dataset.view === 'Transforms' && main.dataset.job === of.id ? main.firstChild : panels.transformTree(of.model, choose); break;
    case 'Checkpoints': page = panels.checkpointsPage(await api.checkpoints(of.id), of.overview.takesCheckpoints); break;
    case 'Events': page = panels.eventsPage(await api.events(of.id)); break;
    case 'Metrics': page = panels.metricsPage(await api.metrics(of.id)); break;
    default: page = panels.failurePage(of.overview.failure);
  }
  if (of !== current) return;
  main.dataset.view = view;
  main.dataset.job = of.id;
  if (main.firstChild !== page) main.replaceChildren(page);
  paint();
}

function paint() {
  const {overview, stages, rates} = current;
  const running = overview.endedMillis === null;
  setText(byId('state'), overview.draining && running ? 'DRAINING' : overview.state);
  byId('state').className = `pill ${overview.state.toLowerCase()}`;
  setText(byId('facts'), `${running ? 'for' : 'took'} ${duration((overview.endedMillis ?? overview.nowMillis) - overview.startedMillis)}`
    + ` · parallelism ${overview.parallelism}${overview.restarts > 0 ? ` · began again ${overview.restarts}×` : ''}`);
  for (const button of byId('actions').children) button.disabled = !running;
  byId('savepoint').disabled = !running || !overview.takesCheckpoints;
  byId('tabs').querySelector('[data-view="Failure"]').classList.toggle('alarm', overview.failure !== null);
  current.graph.update(stages, rates, overview.nowMillis, running);
  current.panel.update(stages, overview.nowMillis, running);
  document.title = `${overview.name} – Millrace`;
}

async function list() {
  const jobs = await api.jobs();
  const select = byId('job');
  const text = jobs.map((job) => `${job.id} ${job.state}`).join('\n');
  if (select.dataset.text !== text) {
    select.dataset.text = text;
    select.replaceChildren(...jobs.map((job) => h('option', {value: job.id, selected: job.id === current?.id}, `${job.id} (${job.state.toLowerCase()})`)));
  }
  return jobs;
}

async function refresh() {
  const jobs = await list();
  if (!current) {
    if (jobs.length > 0) await open(jobs[0].id);
    else notice('No pipeline has been started yet.');
    return;
  }
  const of = current;
  const overview = jobs.find((job) => job.id === of.id);
  if (!overview) {
    current = null;
    return;
  }
  const ended = of.overview.endedMillis !== null;
  of.overview = overview;
  if (!ended || overview.restarts !== of.restarts) {
    of.restarts = overview.restarts;
    of.stages = await api.stages(of.id);
    of.rates.add(of.stages, overview.nowMillis);
  }
  if (of !== current) return;
  if (!ended && !['Graph', 'Transforms'].includes(view)) await fill();
  else paint();
}

async function tick() {
  try {
    if (!document.hidden) {
      await refresh();
      if (current && !byId('notice').textContent.startsWith('Savepoint')) notice(null);
    }
  } catch (error) {
    if (error.status === 401 || error.status === 403) {
      api.forgetToken();
      if (!byId('dialog').open) askToken();
    } else {
      notice(error.status ? error.message : 'The process of the pipeline cannot be reached: it may have ended.');
    }
  }
  setTimeout(tick, PERIOD);
}

api.takeToken();
byId('job').addEventListener('change', (event) => {
  byId('notice').textContent = '';
  open(event.target.value).catch((error) => notice(error.message));
});
actions();
tabs();
tick();
