import Init from '../init.js';

export default class ScenariosInit extends Init {
  static override summary = 'Scaffold a scenario of your own: the same as init.';
  static override examples = ['<%= config.bin %> scenarios init model.onnx requests.ndjson'];
}
