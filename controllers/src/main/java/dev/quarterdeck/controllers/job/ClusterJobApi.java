package dev.quarterdeck.controllers.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.Batch;
import dev.quarterdeck.controllers.runtime.Claims;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.PodRequests;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.SlowStart;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the informers and writes to the API server. */
final class ClusterJobApi implements JobApi {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterJobApi.class);

  private final Api api;
  private final EventRecorder events;
  private final PodRequests requests;
  private final Claims claims;
  private final SharedInformer<Job> jobs;
  private final SharedInformer<Pod> pods;

  ClusterJobApi(ControllerContext context) {
    api = context.api();
    events = context.recorder("job-controller");
    requests = new PodRequests(api, events);
    claims =
        new Claims(
            api, WrittenResources.JOBS, WrittenResources.PODS, Optional.of(JobFacts.TRACKING));
    jobs = context.informer(InformerSpecs.JOBS);
    pods = context.informer(InformerSpecs.PODS);
  }

  @Override
  public Optional<Job> job(ObjectKey key) {
    return jobs.store().get(key);
  }

  @Override
  public List<Pod> claim(Job job) throws InterruptedException {
    var candidates = new ArrayList<>(controlled(job.getMetadata().getUid()));
    candidates.addAll(orphans(job.getMetadata().getNamespace()));
    var selector = LabelSelector.of(job.getSpec().getSelector());
    return claims.claim(job, selector, candidates).stream()
        .map(pod -> Owners.controllerOf(pod).isPresent() ? pod : tracked(pod))
        .toList();
  }

  private static Pod tracked(Pod adopted) {
    return new PodBuilder(adopted)
        .editMetadata()
        .addToFinalizers(JobFacts.TRACKING)
        .endMetadata()
        .build();
  }

  private List<Pod> controlled(String uid) {
    return List.copyOf(pods.store().byIndex(InformerSpecs.CONTROLLER_INDEX, uid));
  }

  private List<Pod> orphans(String namespace) {
    return List.copyOf(pods.store().byIndex(InformerSpecs.ORPHAN_INDEX, namespace));
  }

  @Override
  public Optional<Pod> pod(ObjectKey key) {
    return pods.store().get(key);
  }

  @Override
  public List<Pod> pods(StrayKey.OfJob job) {
    var found = new ArrayList<>(controlled(job.uid()));
    orphans(job.namespace()).stream()
        .filter(pod -> job.selector().matches(pod.getMetadata().getLabels()))
        .forEach(found::add);
    return found;
  }

  @Override
  public boolean hasPod(Job job, String name) throws InterruptedException {
    var key = new ObjectKey(job.getMetadata().getNamespace(), name);
    return api.get(WrittenResources.PODS, key)
        .map(pod -> Json.mapper().convertValue(pod, Pod.class))
        .filter(pod -> Owners.isControlledBy(pod, job.getMetadata().getUid()))
        .isPresent();
  }

  /** A request about one pod. */
  private interface Request {
    void send(Pod pod) throws InterruptedException;
  }

  @Override
  public List<Answer> create(Job job, List<Pod> wanted) throws InterruptedException {
    LOG.info("create pods job={} count={}", ObjectKey.of(job), wanted.size());
    var answers = new Answer[wanted.size()];
    SlowStart.run(calls(wanted, answers, pod -> create(job, pod)));
    return IntStream.range(0, answers.length)
        .mapToObj(i -> answers[i] == null ? new Answer.Untried(wanted.get(i)) : answers[i])
        .toList();
  }

  private void create(Job job, Pod pod) throws InterruptedException {
    try {
      requests.create(job, pod);
    } catch (KubernetesClientException e) {
      // The name is the controller's own: an answer that got lost may have been to this request.
      if (!ApiErrors.isAlreadyExists(e) || !hasPod(job, pod.getMetadata().getName())) {
        throw e;
      }
    }
  }

  @Override
  public List<Answer> delete(Job job, List<Pod> pods) throws InterruptedException {
    return all(pods, pod -> requests.delete(job, pod));
  }

  @Override
  public List<Answer> remove(Job job, List<Pod> pods) throws InterruptedException {
    LOG.info("delete pods job={} count={}", ObjectKey.of(job), pods.size());
    return all(
        pods,
        pod -> {
          if (JobFacts.isTracked(pod)) {
            var left = new ArrayList<>(pod.getMetadata().getFinalizers());
            left.remove(JobFacts.TRACKING);
            api.patch(WrittenResources.PODS, ObjectKey.of(pod), "", Patches.finalizers(pod, left));
          }
          requests.delete(job, pod);
        });
  }

  @Override
  public List<Answer> release(List<Pod> pods) throws InterruptedException {
    return all(pods, this::release);
  }

  private void release(Pod pod) throws InterruptedException {
    var patch = Patches.withoutFinalizer(pod, JobFacts.TRACKING);
    api.strategicPatch(WrittenResources.PODS, ObjectKey.of(pod), patch);
  }

  private List<Answer> all(List<Pod> pods, Request request) throws InterruptedException {
    var answers = new Answer[pods.size()];
    Batch.run(calls(pods, answers, request));
    return Arrays.asList(answers);
  }

  /** Each call keeps its answer and fails when that is not a good one. */
  private static List<Callable<Answer>> calls(List<Pod> pods, Answer[] answers, Request request) {
    return IntStream.range(0, pods.size())
        .<Callable<Answer>>mapToObj(
            i ->
                () ->
                    switch (answers[i] = ask(pods.get(i), request)) {
                      case Answer.Done done -> done;
                      case Answer.Untried untried -> untried;
                      case Answer.Refused(_, var cause) -> throw cause;
                      case Answer.Unknown(_, var cause) -> throw cause;
                    })
        .toList();
  }

  private static Answer ask(Pod pod, Request request) throws InterruptedException {
    try {
      request.send(pod);
      return new Answer.Done(pod);
    } catch (KubernetesClientException e) {
      if (ApiErrors.isNotFound(e)) {
        return new Answer.Done(pod);
      }
      return ApiErrors.mayBeDone(e) ? new Answer.Unknown(pod, e) : new Answer.Refused(pod, e);
    } catch (RuntimeException e) {
      return new Answer.Unknown(pod, e);
    }
  }

  @Override
  public Job write(Job seen, JobStatus status) throws InterruptedException {
    var patch = Patches.field(Patches.toVersion(seen), "status", seen.getStatus(), status);
    var written = api.patch(WrittenResources.JOBS, ObjectKey.of(seen), "status", patch);
    try {
      return Json.mapper().treeToValue(written, Job.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the server sent a malformed Job", e);
    }
  }

  @Override
  public void event(Job job, String type, String reason, String message) {
    events.record(job, type, reason, message);
  }
}
