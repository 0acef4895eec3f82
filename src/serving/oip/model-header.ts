/**
 * Beside an inference response of our model server: `name@version` of the model file that answered. The protocol has no
 * place for it, as a file has no version number, and a server that loads another file in place keeps its version 1.
 */
export const MODEL_HEADER = 'x-servebench-model';
