// The views beside the graph: a transform, the tree of transforms, checkpoints, events, metrics.

import * as api from './api.js';
import {h, setText, table} from './dom.js';
import {bytes, count, duration, isTime, leaf, nanos, percent, rate, time} from './format.js';
import uPlot from './uplot.js';

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class TransformPanel {
  constructor(job, graph, rates, close) {
    this.job = job;
    this.graph = graph;
    this.rates = rates;
    this.close = close;
    this.element = h('aside', {class: 'panel', hidden: true, 'aria-label': 'The chosen transform'});
    this.asked = 0;
  }

  show(stageId, transform) {
    this.stageId = stageId;
    this.transform = transform;
    const stage = this.graph.stages.find((each) => each.id === stageId);
    const operator = stage.operators.find((each) => each.transform === transform);
    this.facts = h('dl', {class: 'facts-list'});
    this.chartBox = h('div', {class: 'chart'});
    this.tasks = h('div');
    this.whyBox = h('div', {class: 'why', id: 'why', 'aria-live': 'polite'}, h('p', {class: 'empty'}, 'Asking…'));
    this.element.replaceChildren(
      h('div', {class: 'panel-head'},
        h('h2', {title: transform}, leaf(transform)),
        h('button', {class: 'plain', onclick: () => this.hide(), 'aria-label': 'Close'}, '✕')),
      h('p', {class: 'path'}, transform),
      operator ? h('p', {class: 'detail'}, h('span', {class: 'kind'}, operator.kind), ' ', operator.detail) : null,
      stage.operators.length > 1
        ? h('label', {class: 'chooser'}, 'In stage ', String(stageId), ' with ',
          h('select', {onchange: (event) => this.show(stageId, event.target.value)}, stage.operators.map((each) =>
            h('option', {value: each.transform, selected: each.transform === transform}, each.transform))))
        : h('p', {class: 'chooser'}, `Stage ${stageId}`),
      h('div', {class: 'section-head'}, h('h3', null, 'Why does it wait?'),
        h('button', {class: 'small', id: 'ask', onclick: () => this.ask()}, 'Ask again')),
      this.whyBox,
      h('h3', null, `Numbers of stage ${stageId}`),
      this.facts, this.chartBox,
      h('h3', null, 'Instances'), this.tasks);
    this.element.hidden = false;
    this.plot = null;
    this.ask();
  }

  hide() {
    this.element.hidden = true;
    this.plot?.destroy();
    this.plot = null;
    this.stageId = undefined;
    this.close();
  }

  async ask() {
    const asked = ++this.asked;
    try {
      const reasons = await api.why(this.job, this.transform);
      if (asked === this.asked) this.whyBox.replaceChildren(...this.reasons(reasons));
    } catch (error) {
      if (asked === this.asked) this.whyBox.replaceChildren(h('p', {class: 'error'}, error.message));
    }
  }

  reasons(reasons) {
    const merged = new Map();
    for (const window of reasons.windows) {
      const key = JSON.stringify([window.window, window.waitsFor, window.processingTime]);
      const same = merged.get(key);
      merged.set(key, same ? {...same, entries: same.entries + window.entries, instances: same.instances + 1} : {...window, instances: 1});
    }
    const shown = [...merged.values()].slice(0, 5);
    const windows = shown.map((window) =>
      h('li', null, h('code', null, window.window ?? 'keys as a whole'),
        window.waitsFor === null ? '' : h('span', null, ' waits until the watermark passes ', h('b', null, time(window.waitsFor))),
        window.processingTime === null ? '' : h('span', null, window.waitsFor === null ? ' waits until ' : ' or until ', h('b', null, time(window.processingTime)), ' o’clock'),
        h('span', {class: 'dim'}, `, ${window.entries} ${window.entries === 1 ? 'entry' : 'entries'}${window.instances > 1 ? ` in ${window.instances} instances` : ''}`)));
    const others = reasons.windowsInAll - shown.reduce((total, window) => total + window.instances, 0);
    return [
      windows.length === 0
        ? h('p', {class: 'dim'}, reasons.complete ? 'No window is open.' : 'It is in a long call and did not say which windows are open.')
        : h('ul', {class: 'windows'}, windows, others > 0 ? h('li', {class: 'dim'}, `and ${others} others`) : null),
      h('ol', {class: 'causes'}, reasons.causes.map((cause, i) =>
        h('li', {class: i === reasons.causes.length - 1 ? 'origin' : null, 'data-kind': cause.kind},
          h('span', {class: 'kind'}, cause.kind.toLowerCase().replaceAll('_', ' ')), ' ', cause.text))),
    ];
  }

  update(stages, now, running) {
    if (this.stageId === undefined) return;
    const stage = stages.find((each) => each.id === this.stageId);
    if (!stage) return;
    const of = this.rates.of(stage.id);
    const sum = (field) => stage.tasks.reduce((total, task) => total + task[field], 0);
    const facts = [
      ['In', `${running ? `${rate(of.in)} · ` : ''}${count(stage.elementsIn)} in all`],
      ['Out', `${running ? `${rate(of.out)} · ` : ''}${count(stage.elementsOut)} in all`],
      ['Bundles', count(stage.bundles)],
      ['Busy', running ? percent(of.busy) : '–'],
      ['Blocked', running ? percent(of.blocked) : '–'],
      ['Backlog', `${sum('chunksWaiting')} chunks`],
      ['Watermark in', time(stage.inputWatermark)],
      ['Watermark out', `${time(stage.outputWatermark)}${running && isTime(stage.outputWatermark) ? ` (lag ${duration(now - stage.outputWatermark)})` : ''}`],
      ['Timers', count(sum('timers'))],
      ['Wait for side inputs', count(sum('elementsWaiting'))],
      ['Read', stage.fractionDone === null ? '–' : percent(stage.fractionDone)],
    ];
    this.facts.replaceChildren(...facts.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))));
    const most = Math.max(1, ...stage.tasks.map((task) => task.elementsIn));
    this.tasks.replaceChildren(table(
      [{name: '#', number: true}, {name: 'does'}, {name: 'in', number: true}, {name: 'share', cls: 'share'}, {name: 'out', number: true}, {name: 'watermark in'}],
      stage.tasks.map((task) => [String(task.instance), task.activity, count(task.elementsIn),
        h('meter', {min: 0, max: most, value: task.elementsIn}, ''), count(task.elementsOut), time(task.inputWatermark)]),
      ''));
    if (running) this.chart(); else this.chartBox.hidden = true;
  }

  chart() {
    const points = this.rates.chart(this.stageId);
    const data = [points.map((point) => point.millis / 1000), points.map((point) => point.in), points.map((point) => point.out)];
    if (this.plot) {
      this.plot.setData(data);
      return;
    }
    const axis = {stroke: color('--dim'), grid: {stroke: color('--line'), width: 1}, ticks: {show: false}, font: '11px system-ui'};
    this.plot = new uPlot({
      width: Math.max(200, this.chartBox.clientWidth), height: 130, legend: {show: false}, cursor: {show: false},
      scales: {y: {range: (plot, low, high) => [0, Math.max(1, high)]}},
      axes: [{...axis, space: 70, values: (plot, splits) => splits.map((each) => new Date(each * 1000).toISOString().slice(11, 19))},
        {...axis, size: 48, values: (plot, splits) => splits.map(count)}],
      series: [{}, {label: 'in', stroke: color('--accent'), width: 2}, {label: 'out', stroke: color('--second'), width: 2, dash: [4, 3]}],
    }, data, this.chartBox);
    this.chartBox.append(h('p', {class: 'legend'}, h('span', {class: 'swatch in'}), 'in per second ', h('span', {class: 'swatch out'}), 'out per second'));
  }
}

export function transformTree(graph, choose) {
  const root = {children: new Map()};
  for (const stage of graph.stages) {
    for (const operator of stage.operators) {
      let node = root;
      for (const part of operator.transform.split('/')) {
        if (!node.children.has(part)) node.children.set(part, {children: new Map(), operators: []});
        node = node.children.get(part);
      }
      node.operators.push({stage: stage.id, ...operator});
    }
  }
  const leafOf = (name, node) => node.operators.map((operator) =>
    h('li', {class: 'leaf', 'data-name': operator.transform.toLowerCase()},
      h('button', {class: 'link', onclick: () => choose(operator.stage, operator.transform)}, name),
      h('span', {class: 'kind'}, operator.kind), h('span', {class: 'dim'}, `stage ${operator.stage}`)));
  const branch = (node) => h('ul', {class: 'tree'}, [...node.children].map(([name, child]) => {
    const leaves = leafOf(name, child);
    return child.children.size === 0 ? leaves
      : [leaves, h('li', {class: 'branch'}, h('details', {open: true}, h('summary', null, name), branch(child)))];
  }));
  const tree = branch(root);
  const filter = h('input', {type: 'search', placeholder: 'Filter by name', 'aria-label': 'Filter transforms by name', oninput: () => {
    const wanted = filter.value.toLowerCase();
    for (const item of tree.querySelectorAll('.leaf')) item.hidden = !item.dataset.name.includes(wanted);
    for (const item of tree.querySelectorAll('.branch')) item.hidden = !item.querySelector('.leaf:not([hidden])');
  }});
  return h('section', {class: 'page'}, h('p', null, filter), tree);
}

export function checkpointsPage(history, takes) {
  return h('section', {class: 'page'},
    h('p', {class: 'summary'}, takes ? `${history.published} published, ${history.failed} came to nothing`
      : 'This pipeline takes no checkpoints: it has no --checkpointDirectory.'),
    table(
      [{name: 'number', number: true}, {name: 'begun'}, {name: 'took', number: true}, {name: 'until passed', number: true}, {name: 'written', number: true}, {name: 'segments', number: true}, {name: 'longest alignment'}, {name: 'longest pause'}],
      history.latest.map((each) => [String(each.checkpoint), time(each.beganMillis), nanos(each.totalNanos), nanos(each.takingNanos),
        bytes(each.bytesWritten), String(each.segments), `${nanos(each.alignmentNanos)} ${each.alignedLongest}`, `${nanos(each.pauseNanos)} ${each.pausedLongest}`]),
      takes ? 'There is none yet.' : ''));
}

export function eventsPage(events) {
  return h('section', {class: 'page'}, table(
    [{name: 'when'}, {name: 'what'}, {name: '', cls: 'wide'}],
    [...events].reverse().map((event) => [time(event.millis), h('span', {class: `tag ${event.kind.replaceAll(' ', '-')}`}, event.kind), event.text]),
    'Nothing has happened yet.'));
}

export function metricsPage(metrics) {
  const value = (of) => of === null ? '–' : Array.isArray(of) ? of.join(', ')
    : typeof of === 'object' ? Object.entries(of).map(([name, number]) => `${name} ${count(number)}`).join(', ') : String(of);
  return h('section', {class: 'page'}, table(
    [{name: 'transform', cls: 'wide'}, {name: 'metric'}, {name: 'attempted', number: true}, {name: 'committed', number: true}],
    metrics.map((metric) => [metric.transform, h('span', {title: metric.namespace}, metric.name), value(metric.attempted), value(metric.committed)]),
    'The pipeline counts nothing.'));
}

export function failurePage(failure) {
  if (!failure) return h('section', {class: 'page'}, h('p', {class: 'empty'}, 'Nothing has failed.'));
  const fact = (name, text) => text ? h('div', null, h('dt', null, name), h('dd', null, text)) : null;
  return h('section', {class: 'page'},
    h('p', {class: 'error'}, failure.message),
    h('dl', {class: 'facts-list one'}, fact('Transform', failure.transform), fact('While', failure.phase), fact('With', failure.circumstances)),
    h('pre', null, failure.stackTrace));
}

export {setText};
