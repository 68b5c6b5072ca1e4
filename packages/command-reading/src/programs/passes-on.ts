/** Wrappers that hand their input and output to the program they start. */
export const PASSES_ON: ReadonlySet<string> = new Set(
  'sudo doas pkexec su runuser env nohup nice ionice timeout time stdbuf setsid unbuffer chrt taskset command builtin exec busybox toybox chronic caffeinate strace ltrace flock script setpriv gosu su-exec'.split(
    ' ',
  ),
);
