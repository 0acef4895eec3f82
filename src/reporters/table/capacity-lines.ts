import type { Result } from '../../result/contract.js';
import type { LoadSummary } from '../../result/load-contract.js';
import { formatCount, formatMs, formatRate, formatUs } from '../format-number.js';
import type { Paint } from './paint.js';
import { hang } from './text.js';

/** The curve of each capacity search, one mode a paragraph: rate, p99, CPU per request, and where it ends. */
export function capacityLines({ modes }: Result, width: number, paint: Paint): string[] {
  const found = Object.entries(modes).flatMap(([label, { loads }]) =>
    Object.entries(loads).flatMap(([load, { search }]) => (search ? [{ label, load, search }] : [])),
  );
  const [first] = found;
  if (!first) return [];
  const loads = new Set(found.map(({ load }) => load));
  const title = `Capacity curves: rate -> p99 of answered requests (CPU per request); ! the objective was missed`;
  return [
    paint('title', title),
    ...found.flatMap(({ label, load, search }) => {
      const name = loads.size > 1 ? `${label}.${load}` : label;
      return hang(`  ${name}  `, `${endWords(search)}: ${pointsOf(search)}`, width);
    }),
  ];
}

type Search = NonNullable<LoadSummary['search']>;

function endWords({ capacityRps, bound, kneeRps }: Search): string {
  const knee = kneeRps === null ? '' : `, knee at ${formatRate(kneeRps)}`;
  if (bound === 'none') return 'no rate meets the objective';
  return `${bound === 'at-least' ? 'at least ' : ''}${formatRate(capacityRps)}${knee}`;
}

/** One point a rate: of the probes that met the objective (else of all) the slowest. */
function pointsOf({ curve }: Search): string {
  const rates = [...new Set(curve.map(({ rate }) => rate))];
  return rates
    .map((rate) => {
      const tried = curve.filter((probe) => probe.rate === rate);
      const good = tried.filter(({ met }) => met);
      const probes = good.length > 0 ? good : tried;
      const latencies = probes.flatMap(({ p99Us }) => (p99Us === null ? [] : [p99Us]));
      const cpu = probes.flatMap(({ cpuUsPerRequest }) =>
        cpuUsPerRequest === null ? [] : [cpuUsPerRequest],
      );
      const p99 = latencies.length === 0 ? '-' : formatUs(Math.max(...latencies));
      const used = cpu.length === 0 ? '' : ` (${formatUs(Math.max(...cpu))})`;
      return `${formatCount(rate)}/s -> ${p99}${used}${good.length > 0 ? '' : ' !'}`;
    })
    .join(', ');
}

/** `p99 <= 10 ms, errors <= 0.1%`. */
export function sloWords({ latencyUs, errors }: Search['slo']): string {
  const limits = Object.entries(latencyUs).map(([name, us]) => `${name} <= ${formatMs(us / 1000)}`);
  return [...limits, `errors <= ${Number((errors * 100).toPrecision(2))}%`].join(', ');
}
