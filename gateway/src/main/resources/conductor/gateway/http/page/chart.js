import { category } from './format.js';

/** The scores of a session over time: an area, a line at 30 %, anomalies and interventions as marks. */
export class Chart {
  #plot = null;
  #host;
  #marks = [];
  #tip;

  constructor(host, tip) {
    this.#host = host;
    this.#tip = tip;
    new ResizeObserver(() => this.#resize()).observe(host);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#plot?.redraw());
  }

  draw(points, marks) {
    this.#marks = marks;
    const data = [points.map((point) => Date.parse(point.at) / 1000), points.map((point) => point.score * 100)];
    if (this.#plot) {
      this.#plot.setData(data);
    } else {
      this.#plot = new window.uPlot(this.#options(), data, this.#host);
    }
  }

  clear() {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #size() {
    return { width: Math.max(240, this.#host.clientWidth), height: 240 };
  }

  #resize() {
    this.#plot?.setSize(this.#size());
  }

  #colour(name) {
    return getComputedStyle(this.#host).getPropertyValue(name).trim();
  }

  #options() {
    const axis = { stroke: () => this.#colour('--muted'), grid: { stroke: () => this.#colour('--line'), width: 1 }, ticks: { show: false } };
    return {
      ...this.#size(),
      legend: { show: false },
      cursor: { y: false },
      scales: { y: { range: [0, 100] } },
      axes: [
        { ...axis, values: (plot, ticks) => ticks.map((t) => new Date(t * 1000).toISOString().slice(11, 19)), space: 80, size: 32 },
        { ...axis, values: (plot, ticks) => ticks.map((t) => t + ' %'), size: 52 },
      ],
      series: [
        {},
        {
          stroke: () => this.#colour('--accent'),
          fill: () => this.#colour('--accent-soft'),
          width: 2,
          points: { show: (plot) => plot.data[0].length < 2 },
        },
      ],
      hooks: { draw: [(plot) => this.#decorate(plot)], setCursor: [(plot) => this.#say(plot)] },
    };
  }

  #decorate(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    const y = plot.valToPos(30, 'y', true);
    ctx.strokeStyle = this.#colour('--poor');
    ctx.setLineDash([6, 5]);
    line(ctx, bbox.left, y, bbox.left + bbox.width, y);
    for (const mark of this.#marks) {
      const x = plot.valToPos(Date.parse(mark.at) / 1000, 'x', true);
      if (x < bbox.left || x > bbox.left + bbox.width) {
        continue;
      }
      const anomaly = mark.kind === 'anomaly';
      ctx.strokeStyle = ctx.fillStyle = this.#colour(anomaly ? '--warn' : '--accent');
      ctx.setLineDash(anomaly ? [2, 3] : []);
      line(ctx, x, bbox.top, x, bbox.top + bbox.height);
      ctx.font = `bold ${11 * devicePixelRatio}px system-ui`;
      // On either side of the line and at either end of it: both may be of the same moment, at an edge of the plot.
      ctx.textAlign = anomaly ? 'right' : 'center';
      ctx.fillText(anomaly ? '!' : '▲', anomaly ? x - 4 * devicePixelRatio : x, anomaly ? bbox.top + 11 * devicePixelRatio : bbox.top + bbox.height);
    }
    ctx.restore();
  }

  #say(plot) {
    const at = plot.cursor.idx;
    if (at === null || at === undefined || plot.cursor.left < 0) {
      this.#tip.textContent = '';
      return;
    }
    const time = new Date(plot.data[0][at] * 1000).toISOString().slice(11, 19);
    this.#tip.textContent = `${time} UTC · ${Math.round(plot.data[1][at])} % · ${category(plot.data[1][at] / 100)}`;
  }
}

function line(ctx, x0, y0, x1, y1) {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}
