import type { CommandRow } from '../command-row.ts';

const KINDS_OF_ALL =
  'namespace namespaces ns namespace/* ns/* node nodes no node/* pv persistentvolume persistentvolumes pvc persistentvolumeclaim persistentvolumeclaims pvc/* pv/* crd crds customresourcedefinition customresourcedefinitions project projects storageclass clusterrole clusterrolebinding secret secrets all statefulset statefulsets sts deployment deployments deploy database backup cluster clusters';

/** Clusters, containers and their volumes. */
export const CLUSTER_ROWS: readonly CommandRow[] = [
  {
    capability: 'destroys-remote',
    object: 'cluster-wide',
    tier: 'grave',
    programs: 'kubectl oc k kubecolor microk8s.kubectl k3s',
    words: ['delete', KINDS_OF_ALL],
    why: 'deletes a namespace, nodes, volumes or everything of a kind',
    finds: [
      'kubectl delete namespace prod',
      'kubectl delete ns/prod',
      'oc delete project shop',
      'kubectl -n prod delete pvc data-0',
      'kubectl delete nodes worker-1',
    ],
    leaves: ['kubectl get namespaces', 'kubectl delete pod web-1', 'kubectl delete ns x --dry-run=client'],
  },
  {
    capability: 'destroys-remote',
    object: 'cluster-wide',
    tier: 'grave',
    programs: 'kubectl oc k kubecolor microk8s.kubectl',
    words: ['delete'],
    flags: ['--all -A --all-namespaces --force'],
    why: 'deletes all that it finds, or without waiting for an orderly end',
    finds: [
      'kubectl delete pods --all',
      'kubectl delete deploy --all -n prod',
      'kubectl delete pod x --force --grace-period=0',
    ],
    leaves: ['kubectl get pods --all-namespaces'],
  },
  {
    capability: 'destroys-remote',
    object: 'cluster-resource',
    tier: 'serious',
    programs: 'kubectl oc k kubecolor microk8s.kubectl',
    test: ({ operands, flags, said }) =>
      // A pod is made again by what keeps it running.
      operands.some(
        (word, at) =>
          /^(?:delete|drain)$/.test(word) &&
          !operands.slice(at + 1, at + 3).some((kind) => /^(?:pods?|po)(?:\/|$)/.test(kind)),
      ) ||
      (operands.includes('replace') && flags.has('--force')) ||
      (operands.includes('apply') && flags.has('--prune')) ||
      (operands.includes('patch') && /finalizers\W{1,6}(?:null|\[\])/.test(said)),
    unless: 'wait config can-i',
    why: 'deletes something in a cluster, or takes it out of service',
    finds: [
      'kubectl delete svc web',
      'kubectl drain node-1 --ignore-daemonsets',
      'kubectl delete -f app.yaml',
      'kubectl replace --force -f pod.json',
    ],
    leaves: [
      'kubectl get pods',
      'kubectl apply -f app.yaml',
      'kubectl delete pod web-1',
      'kubectl auth can-i delete services',
    ],
  },
  {
    capability: 'destroys-remote',
    object: 'scaled-to-nothing',
    tier: 'serious',
    programs: 'kubectl oc k docker',
    words: ['scale'],
    says: /--replicas[= ]0\b|=0(?:\s|$)/,
    why: 'stops all copies of a service',
    finds: ['kubectl scale deploy/web --replicas=0', 'docker service scale web=0'],
    leaves: ['kubectl scale deploy/web --replicas=3'],
  },
  {
    capability: 'destroys-remote',
    object: 'release',
    tier: 'serious',
    programs:
      'helm helm3 helmfile flux argocd kustomize istioctl linkerd cilium velero kops kind k3d minikube eksctl nomad consul rancher skaffold tilt okteto devspace werf kapp kubeadm talosctl rke rke2 kwok crossplane odo osdctl tkn argo kn knctl cmctl longhornctl k0s microk8s pks ark',
    words: [
      'uninstall delete del destroy purge remove rm down reset terminate undeploy prune stop-all leave force-leave delete-* backup-delete unregister rollback',
    ],
    test: ({ operands }) =>
      !operands.includes('repo') && !operands.includes('plugin') && !operands.includes('addons'),
    why: 'takes down a release, a backup or a whole cluster',
    finds: [
      'helm uninstall web',
      'velero backup delete daily --confirm',
      'kind delete cluster',
      'argocd app delete shop',
      'kubeadm reset -f',
    ],
    leaves: ['helm list', 'helm repo remove stable', 'minikube start'],
  },
  {
    capability: 'destroys-remote',
    object: 'job',
    tier: 'serious',
    programs: 'nomad consul etcdctl',
    test: ({ flags, operands }) =>
      flags.has('-purge') ||
      (operands[0] === 'kv' && operands[1] === 'delete') ||
      (operands[0] === 'system' && operands[1] === 'gc'),
    why: 'deletes jobs or settings of a cluster',
    finds: ['nomad job stop -purge web', 'consul kv delete -recurse app/'],
    leaves: ['nomad job status', 'consul kv get app/x'],
  },
  {
    capability: 'destroys-remote',
    object: 'cluster-node',
    tier: 'serious',
    programs: 'k3s-uninstall.sh k3s-agent-uninstall.sh k3s-killall.sh rke2-uninstall.sh rke2-killall.sh',
    why: 'takes a cluster off this machine',
    finds: ['/usr/local/bin/k3s-uninstall.sh'],
    leaves: ['k3s kubectl get nodes'],
  },
  {
    capability: 'deletes',
    object: 'containers',
    tier: 'serious',
    programs: 'docker podman nerdctl docker-compose podman-compose finch colima limactl buildah crictl ctr',
    test: ({ use, flags, name }) => {
      const text = use.args
        .filter((word) => !word.startsWith('-'))
        .slice(0, 8)
        .join(' ');
      if (/\b(?:run|exec|build|cp|create|start)\b/.test(text.split(' ', 3).join(' '))) return false;
      if (
        /(?:^| )(?:system prune|volume (?:prune|rm|remove)|volumes? rm|system reset|swarm leave|stack (?:rm|remove)|service rm|secret rm|config rm|machine (?:rm|reset)|context rm|node rm|container prune|pod prune|pod rm)(?: |$)/.test(
          text,
        )
      )
        return true;
      // Images are fetched or built again; all of them are a day's work.
      if (/(?:^| )(?:image|builder|buildx|network) prune(?: |$)/.test(text))
        return flags.has('-a') || flags.has('--all');
      if (/(?:^| )down(?: |$)/.test(text))
        return flags.has('-v') || flags.has('--volumes') || flags.has('--rmi');
      if (/^(?:rm|rmi|container rm|image rm|compose rm|kill|stop)(?: |$)/.test(text))
        return (
          ['-f', '--force', '-v', '--volumes', '-a', '--all'].some((flag) => flags.has(flag)) ||
          use.args.some((word) => /\$\(|`/.test(word))
        );
      return (name === 'colima' || name === 'limactl') && /^(?:delete|prune|factory-reset)/.test(text);
    },
    why: 'deletes containers, images or volumes with their data',
    finds: [
      'docker system prune -a --volumes',
      'docker volume rm pgdata',
      'docker compose down -v',
      'docker rm -f $(docker ps -aq)',
      'podman system reset',
    ],
    leaves: [
      'docker ps',
      'docker compose down',
      'docker run --rm -it node:24',
      'docker rm old',
      'docker image prune',
    ],
  },
];
