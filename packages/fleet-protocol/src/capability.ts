/**
 * Device and control plane never update together, so each says how much of the wire it knows. One increasing
 * number; a step is never changed, only added.
 *
 * 1 (2026-11-22): upload of evidence lines, activity, sessions, devices, policy versions, health chain.
 * 2 (2026-11-22): records of later sightings (`sighting`), which a control plane adds to the line of their decision.
 * 3 (2026-11-22): a device says which policy it has in force when it asks for a bundle, and may be made to wait.
 */
export const CAPABILITY = 3;
