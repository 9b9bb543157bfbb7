package dev.quarterdeck.apiserver.admission;

import dev.quarterdeck.apiserver.admission.AdmissionMetrics.Phase;
import dev.quarterdeck.apiserver.admission.AdmissionMetrics.Times;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The plugins in the order in which they are asked, in both phases. */
public final class AdmissionChain {

  /** A plugin's part in one phase of one operation. */
  private record Step(Consumer<AdmissionRequest> plugin, Times times) {}

  /** All that is asked in one phase of one operation. */
  private record Steps(List<Step> steps, Times times) {

    void pass(AdmissionRequest request) {
      var began = System.nanoTime();
      var last = began;
      for (var step : steps) {
        try {
          step.plugin.accept(request);
        } catch (RuntimeException refusal) {
          var now = System.nanoTime();
          step.times.rejected(now - last);
          times.rejected(now - began);
          throw refusal;
        }
        var now = System.nanoTime();
        step.times.passed(now - last);
        last = now;
      }
      times.passed(last - began);
    }
  }

  private final Map<Operation, Steps> mutating = new EnumMap<>(Operation.class);
  private final Map<Operation, Steps> validating = new EnumMap<>(Operation.class);

  public AdmissionChain(List<AdmissionPlugin> plugins, MeterRegistry meters) {
    var metrics = new AdmissionMetrics(meters);
    for (var operation : Operation.values()) {
      mutating.put(operation, steps(plugins, Phase.ADMIT, operation, metrics));
      validating.put(operation, steps(plugins, Phase.VALIDATE, operation, metrics));
    }
  }

  private static Steps steps(
      List<AdmissionPlugin> plugins, Phase phase, Operation operation, AdmissionMetrics metrics) {
    var steps =
        plugins.stream()
            .filter(plugin -> plugin.operations().contains(operation))
            .flatMap(
                plugin ->
                    in(phase, plugin)
                        .map(part -> new Step(part, metrics.ofPlugin(plugin, phase, operation))))
            .toList();
    return new Steps(steps, metrics.ofPhase(phase, operation));
  }

  /** What the plugin does in the phase, if it takes part. */
  private static Stream<Consumer<AdmissionRequest>> in(Phase phase, AdmissionPlugin plugin) {
    return switch (phase) {
      case ADMIT ->
          plugin instanceof MutatingPlugin mutating ? Stream.of(mutating::mutate) : Stream.empty();
      case VALIDATE ->
          plugin instanceof ValidatingPlugin validating
              ? Stream.of(validating::validate)
              : Stream.empty();
    };
  }

  /**
   * The first phase.
   *
   * @throws dev.quarterdeck.model.ApiFault the first refusal
   */
  public void mutate(AdmissionRequest request) {
    var steps = mutating.get(request.operation());
    steps.pass(request);
    if (request.reinvocation().begin()) {
      steps.pass(request);
    }
  }

  /**
   * The second phase.
   *
   * @throws dev.quarterdeck.model.ApiFault the first refusal
   */
  public void validate(AdmissionRequest request) {
    validating.get(request.operation()).pass(request);
  }
}
