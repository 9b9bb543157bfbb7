package dev.quarterdeck.agent.env;

import dev.quarterdeck.agent.reference.ObjectSource;
import dev.quarterdeck.agent.worker.ContainerEnvironment;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Computes containers' environments from the objects that the node's informers hold. */
public final class PodEnvironments implements ContainerEnvironment {

  /**
   * Takes the message about keys of envFrom sources that are not valid names; it becomes a warning
   * event of the pod.
   */
  @FunctionalInterface
  public interface SkippedKeys {
    /** The reason of the kubelet's event. */
    String REASON = "InvalidEnvironmentVariableNames";

    void skipped(Pod pod, String message);
  }

  private final ObjectSource objects;
  private final Supplier<? extends Collection<Service>> services;
  private final Supplier<Map<String, Quantity>> allocatable;
  private final SkippedKeys skippedKeys;

  /**
   * @param services all Services of the cluster
   * @param allocatable the node's allocatable resources
   */
  public PodEnvironments(
      ObjectSource objects,
      Supplier<? extends Collection<Service>> services,
      Supplier<Map<String, Quantity>> allocatable,
      SkippedKeys skippedKeys) {
    this.objects = objects;
    this.services = services;
    this.allocatable = allocatable;
    this.skippedKeys = skippedKeys;
  }

  @Override
  public Map<String, String> of(Pod pod, Container container, Addresses addresses)
      throws NotConfigurable {
    var links =
        ServiceLinks.of(
            services.get(),
            pod.getMetadata().getNamespace(),
            !Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks()));
    var inputs =
        new EnvironmentPlan.Inputs(pod, container, addresses, links, allocatable.get(), objects);
    return switch (EnvironmentPlan.of(inputs)) {
      case Environment.Refused(var why) -> throw new NotConfigurable(why);
      case Environment.Variables(var values, var skipped) -> {
        skipped.forEach(message -> skippedKeys.skipped(pod, message));
        yield values;
      }
    };
  }

  @Override
  public List<String> expand(List<String> words, Map<String, String> environment) {
    return Expansion.expand(words, environment);
  }
}
