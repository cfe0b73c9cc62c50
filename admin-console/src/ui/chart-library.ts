// Apart from the pages, so that the library is fetched with the first chart only.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from "chart.js";

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

export const draw = (canvas: HTMLCanvasElement, configuration: ChartConfiguration): Chart =>
  new Chart(canvas, configuration);
