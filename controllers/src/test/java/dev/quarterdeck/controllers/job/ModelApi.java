package dev.quarterdeck.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One controller process's connection: a mirror that lags behind the server, and requests that may
 * be refused, get lost, lose their answer, or be the last that the process makes.
 */
final class ModelApi implements JobApi, JobNews.Jobs {

  /** The process ends here. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  private final ModelServer server;
  private final Random random;
  private final Map<ObjectKey, Job> jobs;
  private final Map<ObjectKey, Pod> pods;
  private int jobsSeen;
  private int podsSeen;

  /** How many of a thousand requests go wrong. */
  private int faults;

  /** Begins with a list of everything. */
  ModelApi(ModelServer server, Random random, int faults) {
    this.server = server;
    this.random = random;
    this.faults = faults;
    jobs = new LinkedHashMap<>(server.jobs);
    pods = new LinkedHashMap<>(server.pods);
    jobsSeen = server.jobLog.size();
    podsSeen = server.podLog.size();
  }

  void calm() {
    faults = 0;
  }

  /** Takes in the next change of a job, if there is one. */
  Optional<Change<Job>> nextJob() {
    return jobsSeen == server.jobLog.size()
        ? Optional.empty()
        : Optional.of(take(server.jobLog.get(jobsSeen++), jobs));
  }

  Optional<Change<Pod>> nextPod() {
    return podsSeen == server.podLog.size()
        ? Optional.empty()
        : Optional.of(take(server.podLog.get(podsSeen++), pods));
  }

  private static <T extends io.fabric8.kubernetes.api.model.HasMetadata> Change<T> take(
      Change<T> change, Map<ObjectKey, T> known) {
    switch (change) {
      case Change.Added<T>(var object) -> known.put(ObjectKey.of(object), object);
      case Change.Updated<T>(var before, var after) -> known.put(ObjectKey.of(after), after);
      case Change.Deleted<T>(var last) -> known.remove(ObjectKey.of(last));
    }
    return change;
  }

  private <T> T request(Supplier<T> effect) {
    var roll = random.nextInt(1000);
    if (roll >= faults) {
      return effect.get();
    }
    switch (roll % 6) {
      case 0 -> throw new Crash();
      case 1 -> {
        effect.get();
        throw new Crash();
      }
      case 2 -> throw new KubernetesClientException("conflict", 409, null);
      case 3 -> throw new KubernetesClientException("forbidden: quota", 403, null);
      case 4 -> {
        effect.get();
        throw new KubernetesClientException("no answer", 0, null);
      }
      default -> throw new KubernetesClientException("no connection", 0, null);
    }
  }

  private List<Answer> each(List<Pod> pods, Function<Pod, Boolean> effect) {
    var answers = new ArrayList<Answer>();
    for (var pod : pods) {
      try {
        request(() -> effect.apply(pod));
        answers.add(new Answer.Done(pod));
      } catch (KubernetesClientException e) {
        answers.add(e.getCode() == 0 ? new Answer.Unknown(pod, e) : new Answer.Refused(pod, e));
      }
    }
    return answers;
  }

  @Override
  public Optional<Job> job(ObjectKey key) {
    return get(key);
  }

  @Override
  public Optional<Job> get(ObjectKey key) {
    return Optional.ofNullable(jobs.get(key));
  }

  @Override
  public Collection<Job> inNamespace(String namespace) {
    return jobs.values();
  }

  @Override
  public Optional<Pod> pod(ObjectKey key) {
    return Optional.ofNullable(pods.get(key));
  }

  @Override
  public List<Pod> pods(StrayKey.OfJob job) {
    return own(job.uid());
  }

  @Override
  public List<Pod> claim(Job job) {
    return own(job.getMetadata().getUid());
  }

  private List<Pod> own(String uid) {
    return pods.values().stream().filter(pod -> Owners.isControlledBy(pod, uid)).toList();
  }

  @Override
  public boolean hasPod(Job job, String name) {
    return request(() -> server.podsOf(job).stream().anyMatch(p -> name(p).equals(name)));
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  @Override
  public List<Answer> create(Job job, List<Pod> pods) {
    var answers = new ArrayList<Answer>();
    for (var pod : pods) {
      var refused = answers.stream().anyMatch(a -> !(a instanceof Answer.Done));
      if (refused) {
        answers.add(new Answer.Untried(pod));
      } else {
        answers.addAll(each(List.of(pod), p -> create(job, p)));
      }
    }
    return answers;
  }

  private boolean create(Job seen, Pod pod) {
    server.create(pod);
    var own = server.podsOf(seen);
    var active = own.stream().filter(PodFacts::isActive).toList();
    assertThat(active)
        .as("active pods of %s", seen.getSpec())
        .hasSizeLessThanOrEqualTo(JobFacts.parallelism(seen));
    var running =
        JobFacts.replacesOnlyEnded(seen)
            ? own.stream().filter(p -> !PodFacts.isFinished(p)).toList()
            : active;
    assertThat(running).hasSizeLessThanOrEqualTo(JobFacts.parallelism(seen));
    if (JobFacts.isIndexed(seen)) {
      assertThat(running.stream().map(CompletionIndex::of))
          .as("indexes that run")
          .doesNotHaveDuplicates();
    }
    return true;
  }

  @Override
  public List<Answer> delete(Job job, List<Pod> pods) {
    return each(pods, server::delete);
  }

  @Override
  public List<Answer> remove(Job job, List<Pod> pods) {
    var answers = new ArrayList<Answer>();
    for (var pod : pods) {
      var first =
          JobFacts.isTracked(pod)
              ? each(List.of(pod), this::drop).getFirst()
              : new Answer.Done(pod);
      answers.add(
          first instanceof Answer.Done ? each(List.of(pod), server::delete).getFirst() : first);
    }
    return answers;
  }

  private boolean drop(Pod seen) {
    var live = server.live(seen);
    if (live.isPresent() && !version(live.get()).equals(version(seen))) {
      throw new KubernetesClientException("conflict", 409, null);
    }
    server.drop(seen);
    return true;
  }

  private static String version(Pod pod) {
    return pod.getMetadata().getResourceVersion();
  }

  @Override
  public List<Answer> release(List<Pod> pods) {
    return each(pods, server::release);
  }

  @Override
  public Job write(Job seen, JobStatus status) {
    return request(() -> server.writeStatus(seen, status));
  }

  @Override
  public void event(Job job, String type, String reason, String message) {
    assertThat(message).isNotEmpty();
  }
}
