package dev.quarterdeck.controllers.job;

import dev.quarterdeck.controllers.job.PodChange.NewPod;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.model.NameGenerator;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes pods from a job's template. */
final class JobPods {

  private static final String INDEX_VARIABLE = "JOB_COMPLETION_INDEX";

  private final NameGenerator names;

  /**
   * @param names gives each pod its name: the server would do so as well, but then nobody could
   *     find out whether a request without an answer made a pod
   */
  JobPods(NameGenerator names) {
    this.names = names;
  }

  List<Pod> of(Job job, List<NewPod> wanted) {
    return wanted.stream().map(pod -> pod(job, pod)).toList();
  }

  private Pod pod(Job job, NewPod wanted) {
    var template = job.getSpec().getTemplate();
    var metadata = Objects.requireNonNullElseGet(template.getMetadata(), ObjectMeta::new);
    var base = base(job, wanted.index());
    return new PodBuilder()
        .withNewMetadata()
        .withGenerateName(base)
        .withName(names.generate(base))
        .withNamespace(job.getMetadata().getNamespace())
        .withLabels(labels(metadata, wanted))
        .withAnnotations(annotations(job, metadata, wanted))
        .withFinalizers(finalizers(metadata))
        .withOwnerReferences(Owners.controllerReference(job))
        .endMetadata()
        .withSpec(
            JobFacts.isIndexed(job) ? indexed(job, wanted, template.getSpec()) : template.getSpec())
        .build();
  }

  /** A long job's name is cut off before its index. */
  private static String base(Job job, int index) {
    var name = job.getMetadata().getName();
    if (index == CompletionIndex.UNKNOWN) {
      return name + "-";
    }
    var end = "-" + index + "-";
    var room = NameGenerator.MAX_BASE - end.length();
    return (name.length() > room ? name.substring(0, room) : name) + end;
  }

  private static Map<String, String> labels(ObjectMeta template, NewPod wanted) {
    var labels = copy(template.getLabels());
    if (wanted.index() != CompletionIndex.UNKNOWN) {
      labels.put(CompletionIndex.ANNOTATION, Integer.toString(wanted.index()));
    }
    return labels;
  }

  private static Map<String, String> annotations(Job job, ObjectMeta template, NewPod wanted) {
    var annotations = copy(template.getAnnotations());
    if (wanted.index() != CompletionIndex.UNKNOWN) {
      annotations.put(CompletionIndex.ANNOTATION, Integer.toString(wanted.index()));
    }
    if (JobFacts.hasLimitPerIndex(job)) {
      annotations.put(CompletionIndex.FAILURES, Integer.toString(wanted.failures()));
      if (wanted.ignoredFailures() > 0) {
        annotations.put(
            CompletionIndex.IGNORED_FAILURES, Integer.toString(wanted.ignoredFailures()));
      }
    }
    return annotations;
  }

  private static Map<String, String> copy(Map<String, String> map) {
    return new HashMap<>(Objects.requireNonNullElse(map, Map.of()));
  }

  private static List<String> finalizers(ObjectMeta template) {
    var finalizers = new ArrayList<>(template.getFinalizers());
    if (!finalizers.contains(JobFacts.TRACKING)) {
      finalizers.add(JobFacts.TRACKING);
    }
    return finalizers;
  }

  private static PodSpec indexed(Job job, NewPod wanted, PodSpec spec) {
    return new PodSpecBuilder(spec)
        .withHostname(job.getMetadata().getName() + "-" + wanted.index())
        .withInitContainers(spec.getInitContainers().stream().map(JobPods::withIndex).toList())
        .withContainers(spec.getContainers().stream().map(JobPods::withIndex).toList())
        .build();
  }

  private static Container withIndex(Container container) {
    if (container.getEnv().stream().anyMatch(e -> INDEX_VARIABLE.equals(e.getName()))) {
      return container;
    }
    return new ContainerBuilder(container)
        .addNewEnv()
        .withName(INDEX_VARIABLE)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath("metadata.labels['" + CompletionIndex.ANNOTATION + "']")
        .endFieldRef()
        .endValueFrom()
        .endEnv()
        .build();
  }
}
