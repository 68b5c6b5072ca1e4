import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';

const REFRESH_MS = 5000;

export const STATUS_KEY = ['status'] as const;

/** The answer, or why there is none; asked again every few seconds while the page is visible. */
export const useStatus = () =>
  useQuery({ queryKey: STATUS_KEY, queryFn: api.status, refetchInterval: REFRESH_MS }).data;
