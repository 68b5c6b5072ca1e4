import type { CommandRow } from '../command-row.ts';

/** What takes SQL as its words or on its input, and what hands SQL on. */
const SQL =
  'psql pgcli mysql mariadb mycli sqlite3 sqlite litecli duckdb sqlcmd sqlplus sql usql clickhouse clickhouse-client cockroach snowsql snow bq trino presto beeline hive impala-shell cqlsh dbt vtgate turso d1 wrangler supabase prisma php rails ruby python python3 node perl osql isql isql-fb db2 fly flyctl heroku influx neonctl pscale invoke-sqlcmd athena spark-sql databricks aws gcloud tsx bun npx drizzle-kit django-admin manage.py steampipe surreal edgedb questdb';

const DESTROYS =
  /(?:^|[\s/_-])(?:drop|wipe|truncate|purge|destroy|teardown)(?:[_-]\w{1,40})?\.(?:sql|js|cql)$/i;

/** `delete from x` with nothing after it that picks rows; looks no further than the statement. */
function deletesAllRows(said: string): boolean {
  for (const match of said.matchAll(/\b(?:delete\s{1,8}from|update)\s{1,8}[\w."`[\]]{1,128}/gi)) {
    const after = said.slice(match.index + match[0].length, match.index + 1024);
    const statement = after.split(';', 1)[0] ?? '';
    if (/^update/i.test(match[0]) && !/^\s{1,8}set\s/i.test(statement)) continue;
    const where = /\bwhere\b([^]*)/i.exec(statement)?.[1];
    if (where === undefined || /^\s{1,4}(?:1\s{0,2}=\s{0,2}1|true|1)\b/i.test(where)) return true;
  }
  return false;
}

export const DATABASE_ROWS: readonly CommandRow[] = [
  {
    capability: 'destroys-database',
    object: 'table',
    tier: 'grave',
    programs: `${SQL} curl http https wget`,
    says: /\b(?:drop\s{1,8}(?:table|database|schema|keyspace|collection|materialized\s{1,4}view|tablespace|owned|graph|namespace|bucket|all)|truncate(?:\s{1,8}table)?)(?!\s{1,8}(?:table\s{1,8})?(?:if\s{1,4}exists\s{1,4})?["'`[]?(?:\w{1,40}_)?(?:te?mp|test)(?:_|\b))\s{1,8}["'`[\w*(]/i,
    test: ({ said }) => !said.includes(':memory:'),
    why: 'drops or empties tables or a whole database',
    finds: [
      "psql -c 'DROP TABLE users'",
      "mysql -e 'truncate table orders'",
      'echo "drop database app" | mysql',
      "wrangler d1 execute db --command 'drop table t'",
    ],
    leaves: [
      "psql -c 'select * from drops'",
      "sqlite3 :memory: 'create table t (a); drop table t'",
      "mysql -e 'drop table if exists tmp_import'",
      "mysql -e 'create table orders (id int)'",
    ],
  },
  {
    capability: 'destroys-database',
    object: 'rows',
    tier: 'grave',
    programs: SQL,
    test: ({ said }) => deletesAllRows(said),
    why: 'deletes or changes every row of a table',
    finds: [
      "psql -c 'DELETE FROM users'",
      "mysql -e 'update users set admin = 1'",
      "sqlite3 a.db 'delete from t where 1=1'",
    ],
    leaves: ["psql -c 'DELETE FROM users WHERE id = 7'", "psql -c 'update users set a = 1 where id = 2'"],
  },
  {
    capability: 'destroys-database',
    object: 'schema',
    tier: 'serious',
    programs: SQL,
    says: /\b(?:drop\s{1,8}(?:column|index|view|user|role|function|procedure|trigger|type|sequence|policy|extension|constraint|partition|owner|login|publication|subscription|stage|warehouse|stream|task|share)|revoke\s{1,8}all|reset\s{1,4}master|purge\s{1,4}binary)\b/i,
    why: 'drops part of a schema or rights',
    finds: [
      "psql -c 'ALTER TABLE users DROP COLUMN email'",
      "mysql -e 'drop user app'",
      "mysql -e 'PURGE BINARY LOGS BEFORE now()'",
    ],
    leaves: ["psql -c 'create index i on t (a)'"],
  },
  {
    capability: 'destroys-database',
    object: 'table',
    tier: 'grave',
    programs: 'drop truncate',
    words: ['table database schema keyspace collection'],
    why: 'drops or empties tables or a whole database',
    finds: ['DROP TABLE users', 'TRUNCATE TABLE orders;'],
    leaves: ['truncate -s 10M disk.img'],
  },
  {
    capability: 'destroys-database',
    object: 'rows',
    tier: 'grave',
    programs: 'delete update',
    test: ({ name, said }) => deletesAllRows(`${name} ${said}`),
    why: 'deletes or changes every row of a table',
    finds: ['DELETE FROM users', 'DELETE FROM users;'],
    leaves: ['DELETE FROM users WHERE id = 7'],
  },
  {
    capability: 'destroys-database',
    object: 'database',
    tier: 'grave',
    programs: 'dropdb dropuser mysqladmin pg_dropcluster',
    test: ({ name, operands }) =>
      (name !== 'mysqladmin' && !/(?:^|[-_])(?:te?mp|test)(?:[-_]|$)/.test(operands.at(-1) ?? '')) ||
      operands.some((word) => /^(?:drop|shutdown|flush-logs)$/.test(word)),
    why: 'drops a database or user',
    finds: ['dropdb app', 'mysqladmin -u root drop app', 'dropuser app'],
    leaves: ['mysqladmin status', 'dropdb --if-exists shop_test', 'dropdb --help'],
  },
  {
    capability: 'destroys-database',
    object: 'key-value-store',
    tier: 'grave',
    programs: 'redis-cli valkey-cli keydb-cli flushall flushdb',
    test: ({ name, said }) =>
      name.startsWith('flush') ||
      /\b(?:flushall|flushdb|shutdown|debug\s{1,4}segfault|replicaof|slaveof|function\s{1,4}flush|script\s{1,4}flush|cluster\s{1,4}reset)\b/i.test(
        said,
      ),
    why: 'empties or stops a key-value store',
    finds: ['redis-cli FLUSHALL', 'redis-cli -n 2 flushdb', 'echo FLUSHALL | redis-cli'],
    leaves: ['redis-cli get key', 'redis-cli ping'],
  },
  {
    capability: 'destroys-database',
    object: 'keys',
    tier: 'serious',
    programs: 'redis-cli valkey-cli keydb-cli',
    words: ['del unlink hdel xtrim ltrim acl config'],
    test: ({ operands }) => !operands.some((word) => /^(?:get|list|cat|whoami|log)$/i.test(word)),
    why: 'deletes keys or changes who may use the store',
    finds: ['redis-cli DEL sessions', 'redis-cli CONFIG SET dir /var/www'],
    leaves: ['redis-cli CONFIG GET maxmemory', 'redis-cli set a b'],
  },
  {
    capability: 'destroys-database',
    object: 'collection',
    tier: 'grave',
    programs: 'mongo mongosh node python python3 deno bun',
    says: /\.(?:dropDatabase\s{0,4}\(|drop\s{0,4}\(\s{0,4}\)|drop_collection|drop_database|delete_?[mM]any\s{0,4}\(\s{0,4}\{\s{0,4}\}|remove\s{0,4}\(\s{0,4}\{\s{0,4}\}|flush_?[aA]ll\s{0,4}\()|\bdropDatabase\b/,
    why: 'drops or empties a collection or database',
    finds: [
      "mongosh --eval 'db.dropDatabase()'",
      "mongo app --eval 'db.users.drop()'",
      "mongosh --eval 'db.users.deleteMany({})'",
    ],
    leaves: ["mongosh --eval 'db.users.find()'", "mongosh --eval 'db.users.deleteMany({ old: true })'"],
  },
  {
    capability: 'destroys-database',
    object: 'restore-over',
    tier: 'serious',
    programs: 'pg_restore mongorestore mysqlimport mongoimport neo4j-admin influx etcdctl',
    test: ({ name, flags, operands }) =>
      name === 'etcdctl'
        ? operands.some((word) => /^(?:del|rmdir|rm)$/.test(word)) ||
          (operands.includes('member') && operands.includes('remove'))
        : name === 'influx'
          ? operands.includes('delete')
          : ['-c', '--clean', '--drop', '--delete', '--overwrite-destination'].some((flag) =>
              flags.has(flag),
            ),
    why: 'drops what is there before it restores, or deletes keys',
    finds: ['pg_restore --clean -d app dump', 'mongorestore --drop dump', 'etcdctl del --prefix /'],
    leaves: ['pg_restore -l dump', 'mongorestore dump', 'etcdctl get /a'],
  },
  {
    capability: 'destroys-database',
    object: 'graph',
    tier: 'grave',
    programs: 'cypher-shell neo4j-admin neo4j',
    says: /\bdetach\s{1,4}delete\b|\bdatabase\s{1,4}(?:drop|delete)\b|\bdrop\s{1,4}database\b/i,
    why: 'deletes nodes of a graph or a whole database',
    finds: ["cypher-shell 'MATCH (n) DETACH DELETE n'", 'neo4j-admin database drop neo4j'],
    leaves: ["cypher-shell 'MATCH (n) RETURN n'", 'neo4j-admin database dump neo4j'],
  },
  {
    capability: 'destroys-database',
    object: 'all-migrations',
    tier: 'grave',
    programs: 'dbmate goose drizzle-kit sqlx liquibase diesel dotnet dotnet-ef migrate',
    words: ['drop reset down down-to redo drop-all dropall drop-all-sql'],
    test: ({ name, operands }) =>
      !name.startsWith('dotnet') || (operands.includes('database') && operands.includes('drop')),
    why: 'drops the database or undoes its migrations',
    finds: ['dbmate drop', 'goose reset', 'dotnet ef database drop --force'],
    leaves: ['dbmate up', 'dotnet build', 'drizzle-kit generate'],
  },
  {
    capability: 'destroys-database',
    object: 'migrations',
    tier: 'grave',
    programs:
      'prisma rails rake bin/rails artisan php django-admin manage.py python python3 sequelize sequelize-cli knex typeorm mikro-orm drizzle-kit alembic flyway liquibase supabase goose dbmate migrate mix doctrine diesel sqlx atlas cake drush npm npx pnpm yarn bun bunx hasura wp node bundle ecto console bin/console symfony medusa strapi payload directus',
    test: ({ use }) =>
      /(?:^|\s)(?:migrate reset|db:drop(?::\S{0,40})?|db:reset|db:purge|db:schema:load|db:migrate:reset|db:migrate:undo:all|db:truncate_all|db:truncate|migrate:fresh|migrate:reset|migrate:rollback|migrate:refresh|db:wipe|schema:drop|schema:fresh|schema:dropSchema|database:drop|doctrine:(?:database|schema):drop|db push --(?:force-reset|accept-data-loss)|db push (?:\S{1,60} ){0,4}--(?:force-reset|accept-data-loss)|db reset|db clean|downgrade base|dropAll|drop-all|drop-first-everything|database reset|database drop|setup --reset|ecto\.(?:drop|reset)|migrate:rollback --all|rollback --all|sql-drop|sql:drop|site-install|flush(?: --no-?input)?|sqlflush|reset_db|db down|db drop|migrate zero|clean)(?=\s|$)/.test(
        ` ${use.args.slice(0, 12).join(' ').slice(0, 512)} `,
      ) && isMigrationClean(use.name.toLowerCase(), use.args),
    why: 'drops the database to build it anew',
    finds: [
      'npx prisma migrate reset --force',
      'rails db:drop',
      'php artisan migrate:fresh',
      'python manage.py flush',
      'supabase db reset',
      'flyway clean',
    ],
    leaves: ['npx prisma migrate dev', 'rails db:migrate', 'php artisan migrate', 'npm run clean'],
  },
  {
    capability: 'destroys-database',
    object: 'by-name-of-the-file',
    tier: 'serious',
    programs: 'psql mysql mariadb sqlite3 sqlcmd cqlsh clickhouse-client mongosh mongo',
    test: ({ use, said }) =>
      use.args.some((word) => DESTROYS.test(word.slice(0, 256))) ||
      /<\s{0,4}\S{0,80}(?:drop|wipe|truncate|purge|destroy)\S{0,40}\.sql\b/.test(said),
    why: 'runs a file whose name says that it destroys',
    finds: ['psql -d app -f drop_all.sql', 'mysql shop -e "source wipe.sql"'],
    leaves: ['psql -d app -f schema.sql', 'psql -f backdrop.sql'],
  },
];

/** `clean`, `flush` and the like mean a database to these programs only. */
function isMigrationClean(name: string, args: readonly string[]): boolean {
  const text = args.slice(0, 6).join(' ');
  if (/(?:^| )clean(?: |$)/.test(text) && !/db clean/.test(text)) return name === 'flyway';
  if (/(?:^| )(?:flush|sqlflush|reset_db|migrate zero)(?: |$)/.test(text))
    return /manage\.py|django/.test(`${name} ${text}`);
  if (/(?:^| )(?:site-install|setup --reset)(?: |$)/.test(text)) return /drush/.test(`${name} ${text}`);
  return true;
}
