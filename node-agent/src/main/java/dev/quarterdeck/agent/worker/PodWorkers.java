package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.agent.runtime.Relist;
import dev.quarterdeck.agent.runtime.Sighting;
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

/** The workers of this node's pods, one a pod, by UID. */
public final class PodWorkers implements PodViews, Relist.Changes, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PodWorkers.class);

  private final PodTools tools;
  private final Set<String> held;
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();

  /**
   * @param held UIDs of the pods the runtime already held something of: of no other pod there is
   *     anything before its worker makes it
   */
  public PodWorkers(PodTools tools, Set<String> held) {
    this.tools = tools;
    this.held = Set.copyOf(held);
    Gauge.builder("kubelet.running.pods", this, w -> w.countRunning(false))
        .register(tools.meters());
    Gauge.builder("kubelet.running.containers", this, w -> w.countRunning(true))
        .register(tools.meters());
  }

  /** The API server has the pod, new or changed. */
  public void update(Pod pod) {
    offer(pod, true);
  }

  /** The API server has the pod no more: what is left of it here goes. */
  public void gone(Pod last) {
    offer(last, false);
  }

  private void offer(Pod pod, boolean inApi) {
    var uid = pod.getMetadata().getUid();
    var existing = workers.get(uid);
    if (existing != null) {
      existing.offer(pod, inApi);
    } else {
      begin(uid, pod, inApi, !held.contains(uid));
    }
  }

  private void begin(String uid, Pod pod, boolean inApi, boolean fresh) {
    var logs = tools.configs().logFolder(pod);
    var worker = new PodWorker(tools, pod, inApi, fresh, () -> finished(uid, logs));
    workers.put(uid, worker);
    worker.start();
  }

  /** Something about the pod may have changed; unknown UIDs are fine. */
  public void wake(String uid) {
    var worker = workers.get(uid);
    if (worker != null) {
      worker.wake();
    }
  }

  @Override
  public void noticed(String uid) {
    wake(uid);
  }

  @Override
  public void seen(String uid, Sighting sighting) {
    var worker = workers.get(uid);
    if (worker != null) {
      worker.saw(sighting);
    }
  }

  /** Ends a pod that only the runtime knows, unless it has a worker. */
  public void orphan(PodObserver.Known known) {
    if (workers.containsKey(known.uid())) {
      return;
    }
    LOG.info("ending a pod unknown to the API server pod={}/{}", known.namespace(), known.name());
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withUid(known.uid())
            .withNamespace(known.namespace())
            .withName(known.name())
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy("Never")
            .endSpec()
            .build();
    begin(known.uid(), pod, false, false);
  }

  /** UIDs of all pods that have a worker. */
  public Set<String> known() {
    return Set.copyOf(workers.keySet());
  }

  private void finished(String uid, Path logs) {
    tools.images().forget(uid);
    try {
      deleteTree(logs);
    } catch (IOException e) {
      LOG.warn("logs of a pod not deleted folder={} error=\"{}\"", logs, e.toString());
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

  /** Stops all workers; containers run on. */
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
