// Makes rates and shares of numbers that only grow, and keeps the latest for the charts.

const KEPT = 300;

export class Rates {
  constructor() {
    this.last = new Map();
    this.now = new Map();
    this.history = new Map();
  }

  add(stages, millis) {
    for (const stage of stages) {
      const sum = (field) => stage.tasks.reduce((total, task) => total + task[field], 0);
      const at = {
        millis, in: stage.elementsIn, out: stage.elementsOut, bundles: stage.bundles,
        busy: sum('busyNanos'), blocked: sum('blockedNanos'),
      };
      const before = this.last.get(stage.id);
      this.last.set(stage.id, at);
      // A job that begins again counts from 0.
      if (!before || at.in < before.in || at.busy < before.busy || at.millis <= before.millis) continue;
      const seconds = (at.millis - before.millis) / 1000;
      const capacity = seconds * 1e9 * stage.tasks.length;
      const blocked = Math.min(1, Math.max(0, at.blocked - before.blocked) / capacity);
      const rates = {
        in: (at.in - before.in) / seconds,
        out: (at.out - before.out) / seconds,
        bundles: (at.bundles - before.bundles) / seconds,
        blocked,
        busy: Math.max(0, Math.min(1, (at.busy - before.busy) / capacity) - blocked),
      };
      this.now.set(stage.id, rates);
      const kept = this.history.get(stage.id) ?? [];
      kept.push({millis, ...rates});
      if (kept.length > KEPT) kept.shift();
      this.history.set(stage.id, kept);
    }
  }

  of(stage) { return this.now.get(stage) ?? {in: null, out: null, bundles: null, busy: null, blocked: null}; }

  chart(stage) { return this.history.get(stage) ?? []; }
}
