import { countWords } from '../../answer/words.js';
import { formatBytes } from '../../format-number.js';
import { html } from '../markup.js';
import type { Report, Section } from '../report.js';

/** What the figures depend on, and the scenario as it was run. */
export function environmentSection({ result: { run } }: Report): Section {
  const { environment: machine, model } = run;
  const libraries = Object.entries(machine.libraries).map(([name, version]) => `${name} ${version}`);
  const facts = [
    ['Run', `${run.id}, ${run.status}, seed ${run.seed}, ${countWords(run.repeats, 'repeat')}`],
    [
      'Time',
      run.finishedAt === null ? `${run.startedAt}, not finished` : `${run.startedAt} to ${run.finishedAt}`,
    ],
    ['Model', `${model.name}, SHA-256 ${model.sha256}`],
    ['Machine', `${machine.cpuModel}, ${machine.cores} cores, ${formatBytes(machine.memoryBytes)} of memory`],
    [
      'System',
      `${machine.platform}, kernel ${machine.kernel}, CPU governor ${machine.governor ?? 'unknown'}`,
    ],
    ['Load average before', machine.loadAverage.toFixed(2)],
    ['Versions', [`servebench ${machine.servebench}`, `Node ${machine.node}`, ...libraries].join(', ')],
    ['Git commit', machine.gitCommit ?? 'unknown'],
  ];
  return {
    id: 'environment',
    title: 'Environment and scenario',
    body: html`
      <dl>
        ${facts.map(
          ([name = '', value = '']) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
      <h3>Scenario</h3>
      <pre>${run.scenarioText.trimEnd()}</pre>
      <h3>How to do it again</h3>
      <p>
        Save the scenario above as <code>again.yaml</code> where its files are found from (a
        <code>model:</code> is relative to it), and run it with the same seed; or render the stored run again.
      </p>
      <pre>
servebench run again.yaml --seed ${run.seed} --repeats ${run.repeats}
servebench report ${run.id} --output report.html</pre>
    `,
  };
}
