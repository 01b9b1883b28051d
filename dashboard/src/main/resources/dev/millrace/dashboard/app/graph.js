// Draws the stages as boxes where the server has laid them out, and keeps their numbers up to date.

import {s, setText} from './dom.js';
import {count, duration, isTime, leaf, percent, rate, shorten} from './format.js';

const LEGIBLE = 0.62;
const LARGEST = 2.5;
const CHARACTERS = 36;

export class Graph {
  constructor(graph, layout, onSelect) {
    this.graph = graph;
    this.layout = layout;
    this.onSelect = onSelect;
    this.boxes = new Map();
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.view = s('g');
    this.svg = s('svg', {class: 'graph', role: 'group', 'aria-label': 'The stages of the pipeline'},
      s('defs', null,
        s('marker', {id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto'},
          s('path', {d: 'M0 0L8 4L0 8z', class: 'arrow'}))),
      this.view);
    this.draw();
    this.listen();
  }

  draw() {
    for (const line of this.layout.lines) {
      const edge = this.graph.edges[line.edge];
      const points = [];
      for (let i = 0; i < line.points.length; i += 2) points.push(`${line.points[i]} ${line.points[i + 1]}`);
      if (points.length > 1) {
        this.view.append(s('path', {
          d: `M${points.join('L')}`, class: edge.sideInput ? 'edge side' : 'edge', 'marker-end': 'url(#arrow)',
        }, s('title', null, edge.sideInput ? `side input ${edge.label}` : edge.label)));
      }
    }
    const stages = new Map(this.graph.stages.map((stage) => [stage.id, stage]));
    for (const box of this.layout.boxes) this.view.append(this.box(box, stages.get(box.stage)));
  }

  box(box, stage) {
    const flow = s('text', {x: 12, y: 38, class: 'flow'}, '');
    const mark = s('text', {x: 12, y: 55, class: 'mark'}, '');
    const busy = s('rect', {x: 0, y: box.height - 4, width: 0, height: 4, class: 'busy'});
    const blocked = s('rect', {x: 0, y: box.height - 4, width: 0, height: 4, class: 'blocked'});
    const clip = `clip${box.stage}`;
    const group = s('g', {
      class: 'box', transform: `translate(${box.x} ${box.y})`, tabindex: 0, role: 'button',
      'data-stage': box.stage, 'aria-label': `Stage ${stage.id}: ${stage.name}`,
    },
      s('clipPath', {id: clip}, s('rect', {width: box.width, height: box.height, rx: 7})),
      s('rect', {width: box.width, height: box.height, rx: 7, class: 'body'}),
      s('g', {'clip-path': `url(#${clip})`},
      s('text', {x: 12, y: 20, class: 'name'}, shorten(`${stage.id}  ${stage.name}`, 29), s('title', null, stage.name)),
      flow, mark,
      stage.operators.slice(0, box.rows).map((operator, i) =>
        s('g', {class: 'operator', 'data-transform': operator.transform, transform: `translate(0 ${64 + 18 * i})`},
          s('rect', {x: 4, y: 0, width: box.width - 8, height: 17, rx: 3}),
          s('text', {x: 12, y: 13}, shorten(leaf(operator.transform), CHARACTERS),
            s('title', null, `${operator.kind}: ${operator.transform}${operator.detail ? `\n${operator.detail}` : ''}`)))),
      stage.operators.length > box.rows
        ? s('text', {x: 12, y: 64 + 18 * box.rows + 13, class: 'more'}, `and ${stage.operators.length - box.rows} others`) : null,
      busy, blocked));
    const choose = (event) => {
      const operator = event.target.closest('.operator');
      this.onSelect(stage.id, operator ? operator.dataset.transform : stage.operators[0]?.transform ?? stage.name);
    };
    group.addEventListener('click', (event) => { if (!this.dragged) choose(event); });
    group.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(event); }
    });
    this.boxes.set(box.stage, {group, flow, mark, busy, blocked, box});
    return group;
  }

  update(stages, rates, now, running) {
    for (const stage of stages) {
      const drawn = this.boxes.get(stage.id);
      if (!drawn) continue;
      const of = rates.of(stage.id);
      const flow = running
        ? `in ${rate(of.in)}  out ${rate(of.out)}  busy ${percent(of.busy)}`
        : `in ${count(stage.elementsIn)}  out ${count(stage.elementsOut)}`;
      const chunks = stage.tasks.reduce((total, task) => total + task.chunksWaiting, 0);
      const lag = isTime(stage.outputWatermark) ? `lag ${duration(now - stage.outputWatermark)}`
        : stage.outputWatermark > 0 ? 'watermark at the end' : 'no watermark yet';
      setText(drawn.flow, flow);
      setText(drawn.mark, running ? `${lag}${chunks > 0 ? `  backlog ${chunks}` : ''}` : stage.activity.toLowerCase());
      const busy = running ? of.busy ?? 0 : 0;
      const blocked = running ? of.blocked ?? 0 : 0;
      drawn.busy.setAttribute('width', busy * drawn.box.width);
      drawn.blocked.setAttribute('x', busy * drawn.box.width);
      drawn.blocked.setAttribute('width', blocked * drawn.box.width);
      drawn.group.classList.toggle('pressed', blocked > 0.1);
      drawn.group.classList.toggle('hot', busy > 0.9);
      drawn.group.classList.toggle('done', stage.activity === 'DONE');
    }
  }

  select(stage, transform) {
    for (const [id, drawn] of this.boxes) {
      drawn.group.classList.toggle('selected', id === stage);
      for (const operator of drawn.group.querySelectorAll('.operator')) {
        operator.classList.toggle('selected', id === stage && operator.dataset.transform === transform);
      }
    }
  }

  // A graph that is too large to be read as a whole begins at its beginning.
  fit(whole) {
    const {width, height} = this.svg.getBoundingClientRect();
    if (width === 0 || height === 0) return;
    const fitting = Math.min(width / this.layout.width, height / this.layout.height, 1);
    this.scale = whole ? fitting : Math.max(fitting, LEGIBLE);
    const free = (room, size) => Math.max(0, (room - size * this.scale) / 2);
    this.x = free(width, this.layout.width);
    this.y = free(height, this.layout.height);
    this.place();
  }

  // What has been chosen is to be seen, and read.
  reveal(stage) {
    const drawn = this.boxes.get(stage);
    const {width, height} = this.svg.getBoundingClientRect();
    if (!drawn || width === 0) return;
    const {box} = drawn;
    this.scale = Math.max(this.scale, LEGIBLE);
    const left = this.x + box.x * this.scale;
    const top = this.y + box.y * this.scale;
    if (left < 0 || top < 0 || left + box.width * this.scale > width || top + box.height * this.scale > height) {
      this.x = width / 2 - (box.x + box.width / 2) * this.scale;
      this.y = Math.max(height / 2 - (box.y + box.height / 2) * this.scale, 8 - box.y * this.scale);
    }
    this.place();
  }

  zoom(factor, cx, cy) {
    const {width, height} = this.svg.getBoundingClientRect();
    const px = cx ?? width / 2;
    const py = cy ?? height / 2;
    const next = Math.min(LARGEST, Math.max(0.02, this.scale * factor));
    this.x = px - (px - this.x) * next / this.scale;
    this.y = py - (py - this.y) * next / this.scale;
    this.scale = next;
    this.place();
  }

  place() { this.view.setAttribute('transform', `translate(${this.x} ${this.y}) scale(${this.scale})`); }

  listen() {
    const pointers = new Map();
    this.svg.addEventListener('wheel', (event) => {
      event.preventDefault();
      const at = this.svg.getBoundingClientRect();
      this.zoom(Math.exp(-event.deltaY / 400), event.clientX - at.left, event.clientY - at.top);
    }, {passive: false});
    this.svg.addEventListener('pointerdown', (event) => {
      pointers.set(event.pointerId, {x: event.clientX, y: event.clientY});
      this.dragged = false;
    });
    this.svg.addEventListener('pointermove', (event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const dx = event.clientX - before.x;
      const dy = event.clientY - before.y;
      if (!this.dragged && Math.hypot(dx, dy) < 4) return;
      if (!this.dragged) this.svg.setPointerCapture(event.pointerId);
      this.dragged = true;
      if (pointers.size === 2) {
        const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
        const distance = (point) => Math.hypot(point.x - other.x, point.y - other.y);
        const at = this.svg.getBoundingClientRect();
        this.zoom(distance({x: event.clientX, y: event.clientY}) / Math.max(1, distance(before)),
          (event.clientX + other.x) / 2 - at.left, (event.clientY + other.y) / 2 - at.top);
      } else {
        this.x += dx;
        this.y += dy;
        this.place();
      }
      pointers.set(event.pointerId, {x: event.clientX, y: event.clientY});
    });
    for (const name of ['pointerup', 'pointercancel']) {
      this.svg.addEventListener(name, (event) => {
        pointers.delete(event.pointerId);
        // The click that ends a drag comes after this.
        setTimeout(() => { this.dragged = false; });
      });
    }
  }
}
