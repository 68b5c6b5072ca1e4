/** What calls do, by their names; the same names mean the same in most languages. */
export const RUNS =
  /(?:^|[.:>])(?:system|popen|popen[234]|getoutput|getstatusoutput|check_output|check_call|call|run|Popen|exec|execSync|execFile|execFileSync|spawn|spawnSync|spawnl|spawnlp|spawnv|execl|execlp|execv|execvp|execve|shell_exec|passthru|proc_open|pcntl_exec|capture2|capture2e|capture3|popen2|Command|run_command|do_shell_script|execute|fork|create_subprocess_shell|create_subprocess_exec|\$|`)$|^`$/;
export const EVALUATES =
  /^(?:eval|exec|compile|Function|instance_eval|class_eval|assert|loadstring|load|__import__)$/;
export const DELETES =
  /(?:^|[.:>])(?:unlink|unlinkSync|remove|removedirs|rmtree|rmdir|rmdirSync|rm|rmSync|rm_rf|rm_r|rm_f|remove_dir|remove_entry|remove_entry_secure|remove_tree|delete|removeSync|emptyDirSync|destroy)$/;
export const RECURSIVE =
  /(?:rmtree|rm_rf|rm_r|rmSync|\brm|remove_tree|remove_entry|removeSync|emptyDirSync|copytree|cp_r|cpSync)$/;
export const WRITES =
  /(?:^|[.:>])(?:write_text|write_bytes|writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|mkdir|makedirs|mkdirSync|touch|truncate|truncateSync|chmod|chmodSync|chown|file_put_contents|mkdir_p|mkpath)$/;
export const MOVES =
  /(?:^|[.:>])(?:rename|renameSync|replace|move|mv|copy|copy2|copyfile|copytree|copyFile|copyFileSync|cp|cp_r|cpSync)$/;
export const LISTS =
  /(?:^|[.:>])(?:listdir|scandir|walk|glob|iglob|rglob|readdir|readdirSync|iterdir|entries|children|opendir|isfile|isdir|exists|stat|existsSync|statSync|getsize)$/;
/** Packing and walking calls: what they are given is read with everything below it. */
export const PACKS =
  /(?:^|[.:>])(?:make_archive|addall|addLocalFolder|addLocalFile|addFolder|add_directory|create_from_directory|append_path|copy_tree|dircopy|rcopy)$|^(?:tar|t|tf|zip|z|archive|tarfile|zipfile)\.(?:add|write|directory|file|glob)$/;
/** Calls that give a file's content; on a path object they have no argument. */
export const READS =
  /(?:^|[.:>])(?:readFile|readFileSync|createReadStream|read_text|read_bytes|file_get_contents|readfile|slurp|binread|readlines|read_file|getline|getlines|copyfileobj)$/;
export const OPENS = /(?:^|[.:>])(?:open|sysopen|fopen|openSync|new|file)$/;
/** Calls that give a file a second name. */
export const LINKS = /(?:^|[.:>])(?:symlink|symlinkSync|link|linkSync|ln_s|ln_sf|ln|make_symlink)$/;
export const CHANGES_FOLDER = /(?:^|[.:>])(?:chdir|cd)$/;
/** Calls that go through a folder. */
export const WALKS =
  /(?:^|[.:>])(?:listdir|scandir|walk|glob|iglob|rglob|readdir|readdirSync|iterdir|entries|children|opendir)$/;
