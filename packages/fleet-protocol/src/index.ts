export {
  ActivityDetail,
  ActivityItem,
  ActivityPage,
  ActivityQuery,
  ApiError,
  Device,
  PolicyVersion,
  Session,
} from './activity.ts';
export { CAPABILITY } from './capability.ts';
export { CHAIN_LINKS, ChainLink, Status } from './health.ts';
export { UploadRequest, UploadResponse } from './upload.ts';
