import type { ChartConfiguration, Chart as ChartJs } from "chart.js";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { repaint } from "../lib/theme.js";

export interface Series {
  title: string;
  values: readonly number[];
}

export interface ChartProps {
  /** What the chart shows, in one sentence: what screen readers say. */
  label: string;
  /** Below the points, as many as values. */
  points: readonly string[];
  series: readonly Series[];
  kind?: "line" | "bar" | "flat";
  format?(value: number): string;
  /** The heading of the first column when the figures are shown as a table. */
  pointsTitle?: string;
}

/** Colours of the style sheet as the browser resolves them, which a canvas cannot. */
function colours(host: HTMLElement): (name: string) => string {
  const probe = document.createElement("span");
  host.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  queueMicrotask(() => probe.remove());
  return read;
}

function configurationOf(
  { points, series, kind = "line", format = String }: ChartProps,
  colour: (name: string) => string,
): ChartConfiguration {
  const ticks = { color: colour("--ink-soft"), maxRotation: 0, autoSkipPadding: 16 };
  const grid = { color: colour("--line") };
  const flat = kind === "flat";
  const whole = series.every(({ values }) => values.every(Number.isInteger));
  const values = {
    beginAtZero: true,
    grid,
    ticks: {
      ...ticks,
      ...(whole ? { precision: 0 } : {}),
      callback: (value: unknown) => format(Number(value)),
      maxTicksLimit: 6,
    },
    border: { display: false },
  };
  const names = { grid: { display: false }, ticks, border: { color: colour("--line") } };
  return {
    type: kind === "line" ? "line" : "bar",
    data: {
      labels: [...points],
      datasets: series.map(({ title, values: data }, at) => {
        const own = colour(`--chart-${at + 1}`);
        return {
          label: title,
          data: [...data],
          borderColor: own,
          backgroundColor: own,
          borderWidth: kind === "line" ? 2 : 0,
          pointRadius: points.length === 1 ? 4 : 0,
          pointHitRadius: 12,
          tension: 0.25,
          borderRadius: 3,
          maxBarThickness: 28,
        };
      }),
    },
    options: {
      indexAxis: flat ? "y" : "x",
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false, axis: flat ? "y" : "x" },
      scales: { x: flat ? values : names, y: flat ? names : values },
      plugins: {
        legend: { display: series.length > 1, labels: { color: colour("--ink"), boxWidth: 12, boxHeight: 12 } },
        tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${format(Number(item.raw))}` } },
      },
    },
  };
}

/** A chart, and the same figures as a table for those who want to read them. */
export function Chart(props: ChartProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const paint = repaint.value;
  useEffect(() => {
    let chart: ChartJs | undefined;
    let gone = false;
    void import("./chart-library.js").then(({ draw }) => {
      const target = canvas.current;
      if (gone || !target?.parentElement) return;
      chart = draw(target, configurationOf(props, colours(target.parentElement)));
    });
    return () => {
      gone = true;
      chart?.destroy();
    };
  }, [JSON.stringify([props.points, props.series]), props.kind, paint]);
  const { label, points, series, format = String, pointsTitle = "" } = props;
  return (
    <figure class="stack">
      <div class="chart">
        <canvas ref={canvas} role="img" aria-label={label} />
      </div>
      <details class="quiet">
        <summary>Show as a table</summary>
        <div class="table-wrap">
          <table class="table" aria-label={label}>
            <thead>
              <tr>
                <th scope="col">{pointsTitle}</th>
                {series.map(({ title }) => (
                  <th key={title} scope="col" class="num">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.map((point, at) => (
                <tr key={point + at}>
                  <th scope="row">{point}</th>
                  {series.map(({ title, values }) => (
                    <td key={title} class="num">
                      {format(values[at] ?? 0)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
