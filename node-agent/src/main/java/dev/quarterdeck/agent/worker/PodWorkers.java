package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.agent.runtime.PodRecord;
import dev.quarterdeck.agent.runtime.Relist;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of this node's pods: one for each pod, by UID. */
public final class PodWorkers implements PodViews, Relist.Changes, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PodWorkers.class);

  private final WorkerContext context;
  private final Set<String> held;
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();

  /**
   * @param held UIDs of the pods of which the runtime holds something when the agent starts
   */
  public PodWorkers(WorkerContext context, Set<String> held) {
    this.context = context;
    this.held = Set.copyOf(held);
    Gauge.builder("kubelet.running.pods", this, w -> w.countRunning(false))
        .register(context.meters());
    Gauge.builder("kubelet.running.containers", this, w -> w.countRunning(true))
        .register(context.meters());
  }

  /** Takes a pod that is new or changed in the API server. */
  public void update(Pod pod) {
    update(pod, true);
  }

  /** Takes a pod that is gone from the API server: its worker ends what is left of it. */
  public void remove(Pod last) {
    update(last, false);
  }

  private void update(Pod pod, boolean inApi) {
    var uid = pod.getMetadata().getUid();
    var existing = workers.get(uid);
    if (existing != null) {
      existing.update(pod, inApi);
    } else {
      start(uid, pod, inApi, !held.contains(uid));
    }
  }

  private void start(String uid, Pod pod, boolean inApi, boolean fresh) {
    var logs = context.configs().logFolder(pod);
    var worker = new PodWorker(context, pod, inApi, fresh, () -> finished(uid, logs));
    workers.put(uid, worker);
    worker.start();
  }

  /** Makes the pod's worker look at it again; does nothing for an unknown UID. */
  public void wake(String uid) {
    var worker = workers.get(uid);
    if (worker != null) {
      worker.wake();
    }
  }

  @Override
  public void changed(String uid) {
    wake(uid);
  }

  @Override
  public void listed(String uid, PodRecord record) {
    var worker = workers.get(uid);
    if (worker != null) {
      worker.listed(record);
    }
  }

  /** Starts a worker that ends a pod which only the runtime has, unless the pod has a worker. */
  public void endOrphan(PodObserver.RuntimePod orphan) {
    if (workers.containsKey(orphan.uid())) {
      return;
    }
    LOG.info(
        "ending a pod that the API server does not have pod={}/{}",
        orphan.namespace(),
        orphan.name());
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withUid(orphan.uid())
            .withNamespace(orphan.namespace())
            .withName(orphan.name())
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy("Never")
            .endSpec()
            .build();
    start(orphan.uid(), pod, false, false);
  }

  /** The UIDs of all pods that have a worker. */
  public Set<String> uids() {
    return Set.copyOf(workers.keySet());
  }

  private void finished(String uid, Path logs) {
    context.images().forget(uid);
    try {
      deleteTree(logs);
    } catch (IOException e) {
      LOG.warn("pod logs not deleted path={} error=\"{}\"", logs, e.toString());
    }
    workers.remove(uid);
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private double countRunning(boolean containers) {
    return all().stream()
        .mapToLong(view -> containers ? running(view) : Math.min(1, running(view)))
        .sum();
  }

  private static long running(PodView view) {
    return view.containers().stream().filter(c -> c.state() == PodView.State.RUNNING).count();
  }

  @Override
  public Optional<PodView> find(ObjectKey pod) {
    return all().stream().filter(view -> ObjectKey.of(view.pod()).equals(pod)).findFirst();
  }

  @Override
  public Collection<PodView> all() {
    return workers.values().stream().flatMap(worker -> worker.view().stream()).toList();
  }

  /** Stops all workers; containers keep running. */
  @Override
  public void close() {
    workers.values().forEach(PodWorker::close);
    try {
      for (var worker : workers.values()) {
        worker.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
