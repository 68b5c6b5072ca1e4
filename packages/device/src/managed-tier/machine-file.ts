/** Only root can write here, so whatever lies here is root's word. */
export const MACHINE_FOLDER = '/etc/sallyport';
export const MACHINE_FILE = `${MACHINE_FOLDER}/machine.json`;
