import type { CommandRow } from '../command-row.ts';

/** Orders that take something away for others as well; with a colon as heroku and firebase write them. */
const ORDERS =
  'delete destroy purge remove rm erase drop unlink disable revoke wipe unregister down suspend terminate unpublish nuke reset delete-* destroy-* purge-* remove-* delete_* destroy_* purge_* clear_* *:delete *:destroy *:remove *:purge *:clear *:wipe *:reset *:drop *:unset *:disable maintenance:on';

/** What such a tool keeps for itself on this machine. */
const OWN_SETTINGS =
  'auth profile alias login logout plugin plugins extension completion plugins:remove plugins:uninstall';

/** Hosted platforms, registries and code hosts: what others may already rely on. */
export const PLATFORM_ROWS: readonly CommandRow[] = [
  {
    capability: 'destroys-remote',
    object: 'repository',
    tier: 'grave',
    programs: 'gh glab hub tea bb',
    words: ['delete archive remove disable rm delete-asset'],
    unless: 'list alias extension config auth',
    why: 'deletes or freezes something on a code host',
    finds: [
      'gh repo delete owner/name --yes',
      'gh release delete v1.0.0',
      'glab repo delete group/name',
      'gh secret delete TOKEN',
    ],
    leaves: ['gh repo view', 'gh pr list', 'gh release create v1'],
  },
  {
    capability: 'destroys-remote',
    object: 'repository',
    tier: 'serious',
    programs: 'gh glab',
    words: ['api'],
    test: ({ use }) =>
      /(?:^| )(?:-X ?|--method[= ])(?:DELETE)(?: |$)/i.test(use.args.slice(0, 16).join(' ').slice(0, 512)),
    why: 'deletes something on a code host',
    finds: ['gh api -X DELETE repos/o/r', 'gh api --method DELETE /repos/o/r/branches/main/protection'],
    leaves: ['gh api repos/o/r'],
  },
  {
    capability: 'destroys-remote',
    object: 'repository',
    tier: 'serious',
    programs: 'gh glab',
    words: ['repo pr', 'edit merge sync'],
    test: ({ use, flags }) =>
      flags.has('--admin') ||
      use.args.some(
        (word, index) =>
          /^--visibility=public$/.test(word) || (word === '--visibility' && use.args[index + 1] === 'public'),
      ) ||
      (flags.has('--force') && use.args.includes('sync')),
    why: 'makes a repository public or goes past its protection',
    finds: ['gh repo edit --visibility public', 'gh pr merge 7 --admin'],
    leaves: ['gh pr merge 7 --squash', 'gh repo edit --description x'],
  },
  {
    capability: 'destroys-remote',
    object: 'package',
    tier: 'grave',
    programs:
      'npm pnpm yarn cargo gem twine dotnet nuget poetry hex mix pod jfrog jf cloudsmith gemfury fury',
    test: ({ operands, flags, name }) =>
      operands.includes('unpublish') ||
      (operands.includes('yank') && name !== 'yarn') ||
      operands[0] === 'deprecate' ||
      (name === 'pod' && operands[0] === 'trunk' && operands[1] === 'delete') ||
      (operands[0] === 'nuget' && operands[1] === 'delete') ||
      (name === 'nuget' && operands[0] === 'delete') ||
      (operands[0] === 'access' && operands.includes('public')) ||
      (/^(?:npm|cargo|gem)$/.test(name) &&
        operands[0] === 'owner' &&
        (flags.has('--remove') || operands.includes('rm'))) ||
      (name.startsWith('j') && operands.some((word) => /^(?:del|delete)$/.test(word))),
    why: 'takes back a package that others depend on',
    finds: [
      'npm unpublish my-package --force',
      'cargo yank --version 1.0.0',
      'gem yank tool -v 1.0',
      'npm owner rm ann tool',
    ],
    leaves: ['npm publish --dry-run', 'npm install', 'cargo build'],
  },
  {
    capability: 'destroys-remote',
    object: 'deployment',
    tier: 'grave',
    programs:
      'vercel now netlify ntl wrangler fly flyctl heroku railway render surge firebase supabase neonctl neon pscale turso eas appwrite convex nhost koyeb northflank scalingo clever platform upsun dokku caprover shopify',
    words: [ORDERS],
    unless: OWN_SETTINGS,
    why: 'deletes or switches off a deployment or its data',
    finds: [
      'vercel remove shop --yes',
      'heroku apps:destroy shop --confirm shop',
      'wrangler delete',
      'fly apps destroy shop',
      'firebase firestore:delete --all-collections',
    ],
    leaves: ['vercel deploy', 'heroku logs', 'wrangler dev', 'heroku ps:restart', 'heroku plugins:install x'],
  },
  {
    capability: 'destroys-remote',
    object: 'secrets-store',
    tier: 'grave',
    programs:
      'vault bao doppler infisical chamber op bw teller berglas sops-cli conjur akeyless lpass keeper pass gopass',
    words: [ORDERS],
    unless: 'context profile',
    // What `op run` and `chamber exec` start says for itself what it does.
    test: ({ operands }) => !/^(?:run|exec)$/.test(operands[0] ?? ''),
    why: 'deletes or takes back secrets that programs depend on',
    finds: [
      'vault kv delete secret/app',
      'vault lease revoke -prefix aws/',
      'doppler secrets delete KEY',
      'op item delete login',
      'pass rm -r work',
    ],
    leaves: ['op run -- rm -rf dist', 'vault kv get secret/app', 'doppler run -- npm start', 'op item list'],
  },
  {
    capability: 'destroys-remote',
    object: 'backup',
    tier: 'grave',
    programs: 'borg borgmatic restic rustic kopia pgbackrest wal-g barman velero duplicacy bupstash',
    words: [
      'delete forget prune purge compact expire rdelete repo-delete delete-* stanza-delete remove retain',
    ],
    why: 'deletes backups',
    finds: [
      'restic forget --keep-last 1',
      'borg prune --keep-last 1 repo',
      'velero backup delete daily --confirm',
      'borg delete repo::monday',
    ],
    leaves: ['restic snapshots', 'borg list repo', 'borg prune --dry-run repo'],
  },
  {
    capability: 'destroys-remote',
    object: 'service',
    tier: 'serious',
    programs:
      'sanity contentful algolia sentry-cli stripe twilio auth0 okta atlas mongocli confluent ccloud fastly ldcli launchdarkly datadog datadog-ci dog newrelic pd circleci travis drone buildkite tctl tsh tailscale nats rpk pulsar-admin temporal gitlab-runner gitlab-rails gitlab-rake curator deck kong apigee mailgun sendgrid postmark splunk grafana-cli promtool logcli nsupdate pdnsutil rndc haproxy traefik flipt unleash split braintree square pulsarctl meilisearch typesense elastic opensearch-cli keycloak kcadm.sh ldapdelete ldapmodify samba-tool aerospike asadm nodetool cbq couchbase-cli cypher-shell influx riak-admin consul solr solrctl activemq mosquitto_ctrl',
    words: [
      `${ORDERS} del archive clean reset-* decommission removenode assassinate flush scrub force-* bucket-flush`,
    ],
    unless: OWN_SETTINGS,
    test: ({ name, operands }) => name !== 'gitlab-runner' || !operands.includes('verify'),
    why: 'deletes, empties or switches off something of a service',
    finds: [
      'nats stream purge ORDERS',
      'gitlab-runner unregister --all-runners',
      'stripe customers delete cus_1',
      'sentry-cli releases delete v1',
      'nodetool decommission',
    ],
    leaves: ['nats stream ls', 'stripe listen', 'sentry-cli releases list'],
  },
  {
    capability: 'destroys-remote',
    object: 'topic',
    tier: 'grave',
    programs:
      'kafka-topics kafka-topics.sh kafka-consumer-groups kafka-consumer-groups.sh kafka-delete-records kafka-delete-records.sh kafka-acls kafka-acls.sh kafka-configs kafka-configs.sh kafka-streams-application-reset zookeeper-shell zookeeper-shell.sh zkcli.sh hdfs hadoop hbase elasticdump',
    says: /(?:^|\s)(?:--delete|--remove|--reset-offsets|--delete-config|--offset-json-file|deleteall|rmr|delete|drop\b|-rmr?\b|-rm\s{1,4}-r|--input-topics|-expunge|truncate|-format)(?=\s|$)/,
    test: ({ name, use }) =>
      !/^(?:hdfs|hadoop)$/.test(name) ||
      use.args.some((word) => /^-(?:rmr|r|R|expunge|format|skipTrash|deleteSnapshot)$/.test(word)),
    why: 'deletes a topic, its records, groups or a distributed folder',
    finds: [
      'kafka-topics --bootstrap-server b:9092 --delete --topic t',
      'kafka-topics.sh --delete --topic t',
      'hdfs dfs -rm -r /data',
      'kafka-consumer-groups --reset-offsets --group g --execute',
    ],
    leaves: ['kafka-topics --list', 'hdfs dfs -ls /'],
  },
  {
    capability: 'destroys-remote',
    object: 'topic',
    tier: 'serious',
    programs: 'rabbitmqctl rabbitmqadmin',
    words: [
      'reset force_reset stop_app delete delete_* clear_* purge_queue purge forget_cluster_node close_all_connections stop shutdown',
    ],
    why: 'deletes queues or rights, or resets a broker',
    finds: ['rabbitmqctl force_reset', 'rabbitmqctl purge_queue q', 'rabbitmqadmin delete queue name=q'],
    leaves: ['rabbitmqctl list_queues'],
  },
  {
    capability: 'destroys-remote',
    object: 'build-server',
    tier: 'serious',
    programs: 'java jenkins-cli',
    words: ['delete-* disable-* quiet-down shutdown safe-shutdown remove-*'],
    why: 'deletes or stops something on a build server',
    finds: [
      'java -jar jenkins-cli.jar -s http://ci delete-job deploy',
      'java -jar jenkins-cli.jar -s http://ci shutdown',
    ],
    leaves: ['java -jar jenkins-cli.jar -s http://ci list-jobs', 'java -jar app.jar'],
  },
  {
    capability: 'destroys-remote',
    object: 'backup',
    tier: 'serious',
    programs: 'duplicity rdiff-backup tarsnap tmutil bup wbadmin',
    test: ({ name, operands, use, flags }) =>
      name === 'tmutil'
        ? /^(?:delete|deletelocalsnapshots|thinlocalsnapshots|deleteinprogress|removedestination)$/.test(
            operands[0] ?? '',
          )
        : name === 'rdiff-backup'
          ? use.args.some((word) => /^--remove-older-than|^remove$/.test(word))
          : name === 'tarsnap'
            ? flags.has('-d') || flags.has('--nuke')
            : name === 'duplicity'
              ? operands.some((word) => /^(?:remove-\S+|cleanup)$/.test(word)) ||
                operands.includes('collection-delete')
              : name === 'wbadmin'
                ? operands[0] === 'delete'
                : flags.has('--prune'),
    why: 'deletes backups',
    finds: [
      'tmutil delete /Volumes/b/x',
      'duplicity remove-all-but-n-full 1 file:///b',
      'tarsnap --nuke',
      'wbadmin delete catalog -quiet',
    ],
    leaves: ['tmutil listbackups', 'duplicity full src file:///b'],
  },
  {
    capability: 'destroys-remote',
    object: 'over-http',
    tier: 'serious',
    programs: 'curl wget http https xh httpie hurl invoke-restmethod irm invoke-webrequest iwr wget2',
    says: /(?:(?:-X|--request|--method|-method)[=\s]{0,2}["']?DELETE\b|-XDELETE\b|(?:^|\s)DELETE\s{1,4}\S|\/_delete_by_query|\/doDelete\b|\/_all\/_close|\/_shutdown\b|\/tsdb\/delete_series|\/api\/\S{1,120}\/(?:destroy|purge)\b)/i,
    why: 'asks a server to delete something',
    finds: [
      "curl -X DELETE 'http://localhost:9200/_all'",
      'curl --request DELETE https://api.example.com/users/7',
      'http DELETE api.example.com/users/7',
      "curl -XPOST 'http://es:9200/logs/_delete_by_query'",
    ],
    leaves: ['curl https://api.example.com/users', 'curl -X POST -d name=x https://api.example.com/users'],
  },
  {
    capability: 'destroys-remote',
    object: 'over-http',
    tier: 'grave',
    programs: 'curl http https xh',
    says: /DELETE[^]{0,400}:9200\/(?:_all|\*|\.kibana|_snapshot|_data_stream)|DELETE[^]{0,400}\/(?:repos|projects|accounts|zones|subscriptions|databases?)\/[\w.-]{1,80}(?:\/[\w.-]{1,80})?['"]?(?:\s|$)/,
    why: 'asks a server to delete a whole store, project or account',
    finds: [
      "curl -X DELETE 'http://localhost:9200/_all'",
      'curl -X DELETE -H "Authorization: x" https://api.github.com/repos/o/r',
    ],
    leaves: ['curl -X DELETE https://api.example.com/v1/items/9/notes/3'],
  },
];
