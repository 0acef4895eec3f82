import { expect, it } from 'vitest';
import { load, mistakesOf } from './workspace.js';

const MODES = 'modes: { embedded: {} }\n';
const EXPECTED = 'expected a folder with a model.yaml, or a .onnx file';

it('takes a folder with a card, relative to the scenario', async () => {
  expect((await load(`model: ../models/clicks\n${MODES}`)).model).toMatch(/\/models\/clicks$/);
});

it('takes a bare graph, whose traffic is random', async () => {
  const { model, traffic } = await load(`model: ../models/bare.onnx\n${MODES}`);
  expect(model).toMatch(/\/models\/bare\.onnx$/);
  expect(traffic).toEqual({ kind: 'random', requests: 10_000, history: 0, unseen: 0 });
});

it.each([
  ['../models/click', `there is no ../models/click (did you mean "clicks"?); ${EXPECTED}`],
  ['../models/absent.onnx', `there is no ../models/absent.onnx; ${EXPECTED}`],
  ['../models/empty', `../models/empty has no model.yaml; ${EXPECTED}`],
  ['requests.csv', `${EXPECTED}, got requests.csv`],
  ['requests.csv/x', `there is no requests.csv/x; ${EXPECTED}`],
  ['5', 'expected text, got 5'],
  ['"a\\0b"', `cannot read a\0b (ERR_INVALID_ARG_VALUE); ${EXPECTED}`],
  ['', `missing; ${EXPECTED}`],
])('refuses %j', async (model, problem) => {
  expect(await mistakesOf(`model: ${model}\n${MODES}`)).toEqual([`x.yaml:1: model: ${problem}`]);
});
