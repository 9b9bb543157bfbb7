package dev.quarterdeck.controllers.job;

import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the controller wrote for each job and has not seen come back. As long as something is
 * missing its view is behind, and acting on it would do things twice. Jobs go by their uid: one
 * that was deleted and made anew has written nothing.
 *
 * <p>Safe for use from many threads.
 */
final class OwnWrites {

  /** After this long a lost watch event is assumed, and the server is asked. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /**
   * How far the view of a job's pods is to be trusted.
   *
   * @param settled all pods that were made and removed have been seen to come and go
   * @param released uids of pods that still seem to have the finalizer that was taken off
   */
  record View(boolean settled, Set<String> released) {}

  private static final class Awaited {
    private Instant since = Instant.EPOCH;

    /** Names of pods. */
    private final Set<String> made = new HashSet<>();

    /** Of those, names of pods that a request without an answer may have made. */
    private final Set<String> unsure = new HashSet<>();

    /** Uids of pods. */
    private final Set<String> removed = new HashSet<>();

    private final Set<String> released = new HashSet<>();
    private String version = "";

    private boolean isEmpty() {
      return made.isEmpty() && removed.isEmpty() && released.isEmpty() && version.isEmpty();
    }
  }

  private final Map<String, Awaited> jobs = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final InstantSource clock;

  OwnWrites(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Looks for pods that were made. Call before the job's pods are read: one that is seen later may
   * not be among them.
   *
   * @param isKnown whether the mirror has a pod of that name, whoever's it is by now
   * @return whether it has all of them
   */
  boolean sees(Job job, Predicate<String> isKnown) {
    return locked(
        job,
        awaited -> {
          awaited.made.removeIf(isKnown);
          awaited.unsure.retainAll(awaited.made);
          return awaited.made.isEmpty();
        },
        true);
  }

  /**
   * Compares with what the mirror has of the job's pods.
   *
   * @param seen what {@link #sees} said before they were read
   */
  View view(Job job, boolean seen, Collection<Pod> pods) {
    return locked(
        job,
        awaited -> {
          awaited.removed.retainAll(uids(pods.stream().filter(PodFacts::isActive).toList()));
          awaited.released.retainAll(uids(pods.stream().filter(JobFacts::isTracked).toList()));
          // Removing a pod twice does no harm, making one twice does.
          var removed = awaited.removed.isEmpty() || isOverdue(awaited);
          return new View(seen && removed, Set.copyOf(awaited.released));
        },
        new View(seen, Set.of()));
  }

  private boolean isOverdue(Awaited awaited) {
    return !awaited.since.plus(PATIENCE).isAfter(clock.instant());
  }

  /** Whether the job is at least as new as the status that was written last. */
  boolean isCurrent(Job job) {
    return locked(
        job,
        awaited -> {
          if (isOlder(version(job), awaited.version)) {
            return false;
          }
          awaited.version = "";
          return true;
        },
        true);
  }

  /** Versions are numbers of any length (KEP-5504). */
  private static boolean isOlder(String version, String written) {
    return version.length() == written.length()
        ? version.compareTo(written) < 0
        : version.length() < written.length();
  }

  void wrote(Job job) {
    change(job, awaited -> awaited.version = version(job));
  }

  private static String version(Job job) {
    return job.getMetadata().getResourceVersion();
  }

  /** Call before making pods. */
  void making(Job job, Collection<Pod> pods) {
    change(
        job,
        awaited -> {
          awaited.since = clock.instant();
          pods.forEach(pod -> awaited.made.add(pod.getMetadata().getName()));
        });
  }

  void notMade(Job job, String pod) {
    change(
        job,
        awaited -> {
          awaited.made.remove(pod);
          awaited.unsure.remove(pod);
        });
  }

  /** There was no answer to the request that was to make the pod. */
  void unsure(Job job, String pod) {
    change(job, awaited -> awaited.unsure.add(pod));
  }

  /** Names of pods that may have been made, and about which the server is to be asked. */
  Set<String> unsure(Job job) {
    return locked(
        job, awaited -> Set.copyOf(isOverdue(awaited) ? awaited.made : awaited.unsure), Set.of());
  }

  /** The pod is certain to be there and will be seen. */
  void sure(Job job, String pod) {
    change(
        job,
        awaited -> {
          awaited.since = clock.instant();
          awaited.unsure.remove(pod);
        });
  }

  /** Call before removing pods. */
  void removing(Job job, Collection<Pod> pods) {
    change(
        job,
        awaited -> {
          awaited.since = clock.instant();
          awaited.removed.addAll(uids(pods));
        });
  }

  void notRemoved(Job job, Pod pod) {
    change(job, awaited -> awaited.removed.remove(pod.getMetadata().getUid()));
  }

  /** Call before taking off finalizers. */
  void releasing(Job job, Collection<Pod> pods) {
    change(job, awaited -> awaited.released.addAll(uids(pods)));
  }

  void notReleased(Job job, Pod pod) {
    change(job, awaited -> awaited.released.remove(pod.getMetadata().getUid()));
  }

  /** The pod came and went, perhaps between two looks. */
  void gone(Pod pod) {
    Owners.controllerOf(pod)
        .ifPresent(
            owner ->
                locked(
                    owner.getUid(),
                    awaited -> awaited.made.remove(pod.getMetadata().getName()),
                    false));
  }

  /** The job is gone or has ended. */
  void forget(HasMetadata job) {
    lock.lock();
    try {
      jobs.remove(job.getMetadata().getUid());
    } finally {
      lock.unlock();
    }
  }

  private static Set<String> uids(Collection<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
  }

  private void change(Job job, Consumer<Awaited> change) {
    lock.lock();
    try {
      var uid = job.getMetadata().getUid();
      var awaited = jobs.computeIfAbsent(uid, _ -> new Awaited());
      change.accept(awaited);
      if (awaited.isEmpty()) {
        jobs.remove(uid);
      }
    } finally {
      lock.unlock();
    }
  }

  private <R> R locked(Job job, Function<Awaited, R> look, R otherwise) {
    return locked(job.getMetadata().getUid(), look, otherwise);
  }

  private <R> R locked(String job, Function<Awaited, R> look, R otherwise) {
    lock.lock();
    try {
      var awaited = jobs.get(job);
      if (awaited == null) {
        return otherwise;
      }
      var result = look.apply(awaited);
      if (awaited.isEmpty()) {
        jobs.remove(job);
      }
      return result;
    } finally {
      lock.unlock();
    }
  }
}
