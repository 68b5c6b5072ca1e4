import type { CommandRow } from '../command-row.ts';

const CLOUD_PROGRAMS =
  'gcloud az doctl linode-cli hcloud scw ibmcloud oci aliyun tccli openstack nova vultr-cli exo civo upctl yc cf ovhai huaweicloud packet metal equinix gcutil bq bx azd eksctl oc-mirror gandi onectl govc vim-cmd virsh VBoxManage vboxmanage prlctl multipass pveum qm pct vagrant xe proxmox lxc incus cloudflared flarectl ncloud rosa kops copilot sls serverless cdk cdktf sam eb chalice zappa up amplify ampx arc architect sst azcopy vercel-blob apigeecli';

const ORDERS =
  'delete destroy purge terminate remove rm undefine delete-* destroy-* purge-* down unregistervm reset rollback teardown drop unregister vol-delete snapshot-delete pool-delete disable-billing unlink prune delete-batch';

/** What such a tool keeps for itself on this machine. */
const SETTINGS =
  'auth config configuration configurations context profile alias login extension plugin components';

/** What is gone with an account's machines, buckets and data; and tools that build and tear down whole set-ups. */
export const CLOUD_ROWS: readonly CommandRow[] = [
  {
    capability: 'destroys-remote',
    object: 'bucket',
    tier: 'grave',
    programs: 'aws awslocal s3cmd s5cmd s4cmd mc mcli gsutil b2 rclone wasabi obsutil ossutil coscmd',
    words: [
      'rb rm del delete deleteall rmi removebucket deletebucket purge delete-bucket delete-object* delete-file* deletefile rmdir rmdirs cleanup delete-account*',
    ],
    test: ({ name, operands, flags, use }) =>
      /^(?:aws|awslocal)$/.test(name)
        ? operands.includes('rb') ||
          (operands.includes('s3') && flags.has('--recursive')) ||
          operands.some((word) => /^delete-(?:bucket|objects?)$/.test(word))
        : name === 'rclone' ||
          flags.has('-r') ||
          flags.has('-R') ||
          flags.has('-m') ||
          flags.has('--recursive') ||
          flags.has('--force') ||
          operands.some((word) =>
            /^(?:rb|purge|del|deleteall|removebucket|deletebucket|delete-bucket)$/.test(word),
          ) ||
          use.args.some((word) => word.endsWith('*')),
    why: 'deletes a bucket or everything below a name in it',
    finds: [
      'aws s3 rb s3://data --force',
      'aws s3 rm s3://data/ --recursive',
      'gsutil -m rm -r gs://data',
      'rclone purge remote:data',
      'mc rb --force store/data',
    ],
    leaves: ['aws s3 ls s3://data', 'gsutil ls gs://data', 'rclone copy a remote:b'],
  },
  {
    capability: 'destroys-remote',
    object: 'mirrored-bucket',
    tier: 'serious',
    programs: 'aws awslocal gsutil rclone s3cmd s5cmd mc azcopy gcloud',
    words: ['sync mirror rsync move bisync'],
    test: ({ name, flags, operands }) =>
      (name === 'rclone' && !operands.includes('copy')) ||
      // `gsutil rsync -n` only says what it would do.
      (!(name === 'gsutil' && flags.has('-n')) &&
        [
          '--delete',
          '-d',
          '--delete-removed',
          '--remove',
          '--delete-destination',
          '--delete-unmatched-destination-objects',
        ].some((flag) => flags.has(flag))),
    why: 'deletes in the bucket what is not here',
    finds: ['aws s3 sync . s3://data --delete', 'gsutil rsync -d . gs://data', 'rclone sync . remote:data'],
    leaves: ['aws s3 sync . s3://data', 'rclone sync --dry-run . remote:data'],
  },
  {
    capability: 'destroys-remote',
    object: 'cloud-resource',
    tier: 'grave',
    programs: 'aws awslocal',
    words: [
      'delete-* terminate-* remove-* deregister-* batch-delete* purge-* destroy-* disable-* schedule-key-deletion revoke-* reset-* detach-* stop-logging cancel-* release-address* reboot-* stop-instances stop-db-* delete dissociate-* disassociate-* unregister-* put-bucket-lifecycle* put-public-access* withdraw-* close-*',
    ],
    why: 'deletes or switches off something in the cloud account',
    finds: [
      'aws ec2 terminate-instances --instance-ids i-1',
      'aws rds delete-db-instance --db-instance-identifier db',
      'aws kms schedule-key-deletion --key-id k',
      'aws --profile prod dynamodb delete-table --table-name t',
      'aws sqs purge-queue --queue-url u',
    ],
    leaves: ['aws ec2 describe-instances', 'aws ec2 terminate-instances --dry-run --instance-ids i-1'],
  },
  {
    capability: 'destroys-remote',
    object: 'cloud-holding',
    tier: 'grave',
    programs: CLOUD_PROGRAMS,
    words: [
      'project projects group resource-group cluster clusters db database databases sql instance instances server servers droplet droplets vm vms volume volumes disk disks snapshot snapshots bucket buckets storage account accounts kv keyvault vault org organization stack table tables dataset dc cosmosdb redis backup backups aks gke eks compute container containers service-account',
      ORDERS,
    ],
    unless: SETTINGS,
    why: 'deletes what holds data, or everything in a group, in a cloud account',
    finds: [
      'gcloud projects delete my-project',
      'az group delete --name rg --yes',
      'doctl databases delete 42',
    ],
    leaves: ['gcloud compute instances list', 'az group list', 'az lock delete --name x'],
  },
  {
    capability: 'destroys-remote',
    object: 'cloud-resource',
    tier: 'serious',
    programs: CLOUD_PROGRAMS,
    words: [ORDERS],
    unless: SETTINGS,
    test: ({ operands, name }) =>
      !['list', 'show', 'get', 'describe'].includes(operands.at(-1) ?? '') &&
      !(operands.includes('reset') && !/^(?:multipass|virsh|qm|az|gcloud)$/.test(name)),
    why: 'deletes something in a cloud account or a virtual machine',
    finds: [
      'az lock delete --name x',
      'bq rm -r -f dataset',
      'virsh undefine web --remove-all-storage',
      'cdk destroy --all',
      'vagrant destroy -f',
      'azcopy remove https://a.blob.core.windows.net/c --recursive',
    ],
    leaves: ['virsh list', 'cdk deploy', 'doctl auth remove --context x'],
  },
  {
    capability: 'destroys-remote',
    object: 'infrastructure',
    tier: 'grave',
    programs: 'terraform tofu terragrunt pulumi tf opentofu crossplane cdktf',
    test: ({ operands, flags, use }) =>
      operands.some((word) => /^(?:destroy|destroy-all|run-all-destroy)$/.test(word)) ||
      flags.has('-destroy') ||
      flags.has('--destroy') ||
      /^(?:state (?:rm|delete)|workspace delete|stack rm|stack remove|force-unlock|cancel|state push|env rm|config rm)(?: |$)/.test(
        operands.slice(0, 2).join(' ').trim(),
      ) ||
      operands[0] === 'force-unlock' ||
      (operands.includes('apply') && use.args.some((word) => /destroy/.test(word))),
    unless: '-check plan',
    why: 'destroys what was built, or forgets what exists',
    finds: [
      'terraform destroy -auto-approve',
      'terraform apply -destroy',
      'terraform state rm aws_instance.a',
      'pulumi destroy --yes',
      'terragrunt run-all destroy',
      'pulumi stack rm dev --force',
    ],
    leaves: ['terraform plan', 'terraform plan -destroy', 'pulumi up'],
  },
  {
    capability: 'destroys-remote',
    object: 'hosts',
    tier: 'serious',
    programs: 'ansible ansible-playbook salt knife chef puppet fab',
    says: /(?:state=absent\b|\brm\s{1,4}-\w{0,4}r|cmd\.run\s.{0,80}\brm\s|\bnode\s{1,4}(?:delete|bulk\s{1,4}delete)|client\s{1,4}delete|cookbook\s{1,4}delete|\bcert\s{1,4}clean)/,
    why: 'removes things on every host it reaches',
    finds: [
      "ansible all -m file -a 'path=/srv state=absent'",
      "ansible web -a 'rm -rf /srv'",
      'knife node delete web1 -y',
    ],
    leaves: ['ansible all -m ping'],
  },
  {
    capability: 'destroys-remote',
    object: 'stored-file',
    tier: 'serious',
    programs: 'aws awslocal gsutil s3cmd s5cmd mc b2',
    words: ['rm del delete-object deletefile'],
    test: ({ operands }) =>
      operands.some((word) => /^(?:s3|gs|b2):\/\//.test(word)) || operands.includes('delete-object'),
    why: 'deletes a file in a bucket',
    finds: ['aws s3 rm s3://bucket/ledger.csv', 'gsutil rm gs://bucket/ledger.csv'],
    leaves: ['aws s3 ls s3://bucket', 'aws s3 cp a.txt s3://bucket'],
  },
  {
    capability: 'destroys-remote',
    object: 'scaled-to-nothing',
    tier: 'serious',
    programs: 'aws gcloud az heroku fly flyctl',
    says: /--(?:desired-count|desired-capacity|num-nodes|node-count|max-size|instance-count|count)[=\s]0(?:\s|$)|(?:^|\s)ps:scale\s[^]{0,80}=0(?:\s|$)|\bscale\s{1,4}count\s{1,4}0\b/,
    why: 'stops all copies of a service',
    finds: ['aws ecs update-service --service s --desired-count 0', 'heroku ps:scale web=0 -a shop'],
    leaves: ['aws ecs update-service --service s --desired-count 3', 'heroku ps:scale web=2'],
  },
];
