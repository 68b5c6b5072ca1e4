import { useEffect, useState } from 'react';

/** The time, once a second, for ages on the page. */
export const useNow = (everyMs = 1000): number => {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
};
