const MINUTE_MS = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

/**
 * A line for `crontab -e` that refreshes a table at an interval, as the help of `precompute` has it.
 *
 * @returns undefined where cron cannot keep the interval: it repeats whole divisors of an hour or of a day
 */
export function cronLine(everyMs: number): string | undefined {
  const schedule = scheduleOf(everyMs / MINUTE_MS);
  if (schedule === undefined) return undefined;
  return `${schedule}  cd /srv/app && npx servebench precompute scenario.yaml --refresh --json >> precompute.log 2>&1`;
}

function scheduleOf(minutes: number): string | undefined {
  if (Number.isInteger(minutes) && HOUR % minutes === 0)
    return minutes === HOUR ? '0 * * * *' : minutes === 1 ? '* * * * *' : `*/${minutes} * * * *`;
  const hours = minutes / HOUR;
  if (!Number.isInteger(hours) || DAY % minutes !== 0) return undefined;
  return minutes === DAY ? '15 3 * * *' : `0 */${hours} * * *`;
}
