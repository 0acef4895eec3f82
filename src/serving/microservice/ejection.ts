/** Whether one server is out of use, and how it comes back. */
export interface Ejection {
  readonly isEjected: boolean;
  /** How often it was ejected. */
  readonly count: number;
  /** Takes the server out of use until it is seen well again. */
  eject(): void;
  /** It has just answered: that is as good as a check. */
  readmit(): void;
  close(): void;
}

/**
 * Checks run only while the server is ejected: the first at once, because a broken connection may be no more than the
 * end of an idle one, then one each interval.
 *
 * @param isWell one look at the server; it ends by itself, and a rejection counts as no
 */
export function createEjection(isWell: () => Promise<boolean>, intervalMs: number): Ejection {
  let isEjected = false;
  let count = 0;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  const readmit = (): void => {
    isEjected = false;
    clearTimeout(timer);
  };
  /** @param ejection which one this look is about: it may be over, and another have begun, before the look ends */
  const look = async (ejection: number): Promise<void> => {
    const well = await isWell().catch(() => false);
    if (!isEjected || isClosed || ejection !== count) return;
    if (well) return readmit();
    timer = setTimeout(() => void look(ejection), intervalMs).unref();
  };

  return {
    get isEjected() {
      return isEjected;
    },
    get count() {
      return count;
    },
    eject: () => {
      if (isEjected || isClosed) return;
      isEjected = true;
      count++;
      void look(count);
    },
    readmit,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
