import { describe, expect, it } from 'vitest';

import { junitReporter } from '../../../src/reporters/junit.js';
import type { Document } from '../../../src/reporters/reporter.js';
import { everything } from '../../golden/documents/everything.js';
import { sweep } from '../../golden/documents/sweep.js';
import { troubles } from '../../golden/documents/troubles.js';
import { elementsOf, parseXml, type Element } from './xml.js';

const render = (document: Document): Element => parseXml(junitReporter.render(document));

function caseOf(root: Element, mode: string, load: string): Element | undefined {
  return elementsOf(root, 'testcase').find(
    ({ attributes }) => attributes['classname']?.endsWith(`.${mode}`) && attributes['name'] === load,
  );
}

describe('the JUnit file', () => {
  it('has a case for each mode and load, with the time that was measured', () => {
    const root = render(everything());
    expect(elementsOf(root, 'testcase')).toHaveLength(5 * 3);
    expect(caseOf(root, 'embedded', 'saturation')).toMatchObject({
      children: [],
      attributes: { time: '8.000' },
    });
  });

  it('fails a load that is not valid, and one that misses an objective', () => {
    const root = render(everything());
    const [failure] = caseOf(root, 'microservice', 'steady')?.children ?? [];
    // Not valid comes first: its figures say nothing about the objective.
    expect(failure).toMatchObject({ name: 'failure', attributes: { type: 'validity' } });
    const [missed] = caseOf(render(troubles()), 'embedded', 'saturation')?.children ?? [];
    expect(missed).toMatchObject({ name: 'failure', attributes: { type: 'objective' } });
  });

  it('has a case of its own for what a mode as a whole misses', () => {
    const [missed] = caseOf(render(troubles()), 'embedded', 'whole mode')?.children ?? [];
    expect(missed?.attributes['message']).toBe('coverage 56% is below 90%');
  });

  it('reports a failed mode as an error with its last lines in every case', () => {
    const errors = elementsOf(render(troubles()), 'error');
    expect(errors).toHaveLength(2);
    for (const error of errors) {
      expect(error.attributes['type']).toBe('SERVER_EXITED');
      expect(error.text).toContain('exit code 1');
    }
  });

  it('counts what it holds', () => {
    for (const document of [everything(), troubles(), sweep()]) {
      const root = render(document);
      for (const suite of [root, ...elementsOf(root, 'testsuite')]) {
        const cases = elementsOf(suite, 'testcase');
        expect(suite.attributes).toMatchObject({
          tests: String(cases.length),
          failures: String(elementsOf(suite, 'failure').length),
          errors: String(elementsOf(suite, 'error').length),
          skipped: String(elementsOf(suite, 'skipped').length),
        });
      }
    }
  });

  it('has a suite for each value of a sweep', () => {
    const names = elementsOf(render(sweep()), 'testsuite').map(({ attributes }) => attributes['name']);
    expect(names).toEqual([
      'unseen, traffic.unseen = 0',
      'unseen, traffic.unseen = 0.05',
      'unseen, traffic.unseen = 0.2',
    ]);
  });
});
