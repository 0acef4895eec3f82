import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createChoice } from '../../../../src/serving/microservice/choose-endpoint.js';

const server = (name: string, outstanding = 0, isEjected = false) => ({ name, outstanding, isEjected });

describe('choice of a server', () => {
  it('takes the least outstanding requests', () => {
    const choose = createChoice([server('a', 3), server('b', 1), server('c', 2)]);
    expect(Array.from({ length: 4 }, () => choose()?.name)).toEqual(['b', 'b', 'b', 'b']);
  });

  it('takes equal ones in turn, and leaves no share of an ejected one to its neighbour alone', () => {
    const counts = (servers: readonly ReturnType<typeof server>[]): Record<string, number> => {
      const choose = createChoice(servers);
      const seen: Record<string, number> = {};
      for (let call = 0; call < 60; call++) {
        const name = choose()?.name ?? '';
        seen[name] = (seen[name] ?? 0) + 1;
      }
      return seen;
    };
    expect(counts([server('a'), server('b'), server('c')])).toEqual({ a: 20, b: 20, c: 20 });
    expect(counts([server('a'), server('b', 0, true), server('c')])).toEqual({ a: 30, c: 30 });
  });

  it('asks an ejected one where all are, but sends nothing a second time there', () => {
    const servers = [server('a', 2, true), server('b', 1, true)];
    const choose = createChoice(servers);
    expect(choose()?.name).toBe('b');
    expect(choose(servers[1])).toBeUndefined();
    const [only] = [server('a', 0, true)];
    expect(createChoice([only])()).toBe(only);
    expect(createChoice([only])(only)).toBeUndefined();
  });

  it('never picks an ejected one while another is well, nor the one that is left out', () => {
    const servers = fc.array(fc.record({ outstanding: fc.nat({ max: 5 }), isEjected: fc.boolean() }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        servers,
        fc.array(fc.option(fc.nat({ max: 7 })), { maxLength: 20 }),
        (candidates, calls) => {
          const choose = createChoice(candidates);
          for (const left of calls) {
            const except = left === null ? undefined : candidates[left % candidates.length];
            const chosen = choose(except);
            const well = candidates.filter((candidate) => candidate !== except && !candidate.isEjected);
            if (well.length > 0) {
              expect(chosen?.isEjected).toBe(false);
              expect(chosen?.outstanding).toBe(Math.min(...well.map(({ outstanding }) => outstanding)));
            } else if (except) expect(chosen).toBeUndefined();
            else expect(chosen).toBeDefined();
            expect(chosen === undefined || chosen !== except).toBe(true);
          }
        },
      ),
    );
  });
});
