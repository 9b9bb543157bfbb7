package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.worker.ContainerEnvironment.Addresses;
import dev.quarterdeck.agent.worker.PodVolumes;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mounts the volumes of this node's pods below {@code ROOT/pods}. It is thread-safe; only one
 * thread at a time works on the volumes of one pod. {@link VolumeRefresh} keeps their contents up
 * to date.
 */
public final class NodeVolumes implements PodVolumes {

  private static final Logger LOG = LoggerFactory.getLogger(NodeVolumes.class);
  private static final Duration LOCK_LIMIT = Duration.ofSeconds(30);

  private final Path root;
  private final VolumeSources sources;
  private final KernelMounts mounts = new KernelMounts();
  private final SubPaths subPaths = new SubPaths(mounts);
  private final VolumeSetup setup;
  private final NodeFiles nodeFiles;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  private static final class Entry {
    final ReentrantLock lock = new ReentrantLock();
    volatile Pod pod;
  }

  /**
   * @param root the agent's folder, such as {@code /var/lib/kubelet}
   * @param clusterDomain the cluster's domain, such as {@code cluster.local}
   */
  public NodeVolumes(Path root, VolumeSources sources, String clusterDomain, InstantSource clock) {
    this.root = root;
    this.sources = sources;
    this.setup = new VolumeSetup(mounts, clock);
    this.nodeFiles = new NodeFiles(clusterDomain);
  }

  @Override
  public void mount(Pod pod) throws VolumeNotReady {
    sources.references().hold(pod);
    var entry = locked(pod.getMetadata().getUid());
    try {
      entry.pod = pod;
      setUpAll(pod);
    } finally {
      entry.lock.unlock();
    }
  }

  /**
   * Locks and returns the pod's entry, so that only the calling thread works on the pod's files.
   */
  private Entry locked(String podUid) throws VolumeNotReady {
    while (true) {
      var entry = entries.computeIfAbsent(podUid, _ -> new Entry());
      lock(entry);
      if (entries.get(podUid) == entry) {
        return entry;
      }
      entry.lock.unlock(); // unmounted at the same time: use a new entry
    }
  }

  private static void lock(Entry entry) throws VolumeNotReady {
    try {
      if (!entry.lock.tryLock(LOCK_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new VolumeNotReady("another operation on the pod's volumes is still in progress");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VolumeNotReady("interrupted");
    }
  }

  /**
   * Updates the contents of a pod's volumes if they are mounted.
   *
   * @return whether they are mounted
   */
  boolean refresh(String podUid) throws VolumeNotReady {
    var entry = entries.get(podUid);
    var pod = entry == null ? null : entry.pod;
    if (pod == null) {
      return false;
    }
    lock(entry);
    try {
      if (entries.get(podUid) == entry) {
        setUpAll(pod);
      }
      return true;
    } finally {
      entry.lock.unlock();
    }
  }

  private void setUpAll(Pod pod) throws VolumeNotReady {
    var folder = PodFolder.of(root, pod.getMetadata().getUid());
    var plan =
        new ProjectionPlan.Sources(
            sources.objects(),
            sources.tokens(),
            new Addresses(List.of(), List.of()),
            sources.allocatable().get());
    try {
      Files.createDirectories(folder.path());
      FileTrees.mode(folder.path(), 0750);
    } catch (IOException e) {
      throw new VolumeNotReady("error making pod data directories: " + e.getMessage());
    }
    for (var volume : volumes(pod)) {
      setUp(folder, pod, volume, plan);
    }
  }

  private void setUp(PodFolder folder, Pod pod, Volume volume, ProjectionPlan.Sources plan)
      throws VolumeNotReady {
    try {
      setup.setUp(folder, pod, volume, plan);
    } catch (IOException | VolumeNotReady e) {
      throw new VolumeNotReady(
          "MountVolume.SetUp failed for volume \"%s\" : %s".formatted(volume.getName(), reason(e)));
    }
  }

  @Override
  public List<HostMount> mountsOf(Pod pod, Container container, Map<String, String> environment)
      throws VolumeNotReady {
    var mounts = new ArrayList<HostMount>();
    var folder = PodFolder.of(root, pod.getMetadata().getUid());
    var wanted =
        container.getVolumeMounts() == null ? List.<VolumeMount>of() : container.getVolumeMounts();
    for (var i = 0; i < wanted.size(); i++) {
      mounts.add(hostMount(folder, pod, container, i, environment));
    }
    return mounts;
  }

  private HostMount hostMount(
      PodFolder folder, Pod pod, Container container, int index, Map<String, String> environment)
      throws VolumeNotReady {
    var mount = container.getVolumeMounts().get(index);
    var place =
        volumes(pod).stream()
            .filter(volume -> volume.getName().equals(mount.getName()))
            .findFirst()
            .flatMap(volume -> VolumeSetup.place(folder, volume))
            .orElseThrow(
                () ->
                    new VolumeNotReady(
                        "cannot find volume \"%s\" to mount into container \"%s\""
                            .formatted(mount.getName(), container.getName())));
    var subPath = SubPaths.of(mount, environment);
    var path = place.path();
    if (!subPath.isEmpty()) {
      var target = folder.subPath(mount.getName(), container.getName(), index);
      path = bind(place.path(), subPath, target, mount, container);
    }
    var target = mount.getMountPath();
    return new HostMount(
        path,
        target.startsWith("/") ? target : "/" + target,
        place.readOnly() || Boolean.TRUE.equals(mount.getReadOnly()),
        Optional.ofNullable(mount.getMountPropagation()).orElse("None"));
  }

  private Path bind(
      Path volume, String subPath, Path target, VolumeMount mount, Container container)
      throws VolumeNotReady {
    try {
      return subPaths.bind(volume, subPath, target);
    } catch (IOException | VolumeNotReady e) {
      throw new VolumeNotReady(
          "failed to prepare subPath for volumeMount \"%s\" of container \"%s\": %s"
              .formatted(mount.getName(), container.getName(), reason(e)));
    }
  }

  @Override
  public List<HostMount> filesOf(Pod pod, Container container, int attempt, List<String> podIps)
      throws VolumeNotReady {
    var folder = PodFolder.of(root, pod.getMetadata().getUid());
    try {
      return nodeFiles.prepare(folder, pod, container, attempt, podIps);
    } catch (IOException e) {
      throw new VolumeNotReady("cannot prepare the container's files: " + reason(e));
    }
  }

  @Override
  public String terminationMessage(
      Pod pod, Container container, int attempt, int exitCode, Path log) {
    var folder = PodFolder.of(root, pod.getMetadata().getUid());
    try {
      return TerminationMessage.of(
          folder.terminationLog(container.getName(), attempt), container, exitCode, log);
    } catch (IOException e) {
      LOG.warn(
          "termination message not read pod={} container={} error=\"{}\"",
          ObjectKey.of(pod),
          container.getName(),
          reason(e));
      return "Error on reading termination log: " + reason(e);
    }
  }

  @Override
  public void unmount(String podUid) throws VolumeNotReady {
    var folder = PodFolder.of(root, podUid);
    var entry = locked(podUid);
    try {
      tearDown(folder.path());
      entries.remove(podUid, entry);
    } finally {
      entry.lock.unlock();
    }
    sources.references().release(podUid);
  }

  /**
   * Unmounts everything below the folder and deletes it. It deletes nothing as long as anything is
   * mounted, since it could delete the data of the mounted file system.
   */
  private void tearDown(Path folder) throws VolumeNotReady {
    try {
      for (var mountPoint : mounts.below(folder)) {
        mounts.unmount(mountPoint);
      }
      var left = mounts.below(folder);
      if (!left.isEmpty()) {
        throw new VolumeNotReady("still mounted: " + left);
      }
      FileTrees.delete(folder);
    } catch (IOException e) {
      throw new VolumeNotReady("cannot remove the pod's folder: " + reason(e));
    }
  }

  @Override
  public Set<String> podsOnDisk() {
    var pods = root.resolve("pods");
    if (!Files.isDirectory(pods)) {
      return Set.of();
    }
    try (var folders = Files.list(pods)) {
      return folders.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
    } catch (IOException e) {
      LOG.warn("pod folders not listed path={} error=\"{}\"", pods, reason(e));
      return Set.of();
    }
  }

  private static List<Volume> volumes(Pod pod) {
    return pod.getSpec().getVolumes() == null ? List.of() : pod.getSpec().getVolumes();
  }

  private static String reason(Exception e) {
    return e instanceof VolumeNotReady || e.getClass() == IOException.class
        ? e.getMessage()
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
