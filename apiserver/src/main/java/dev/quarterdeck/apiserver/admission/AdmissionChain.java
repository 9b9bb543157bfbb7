package dev.quarterdeck.apiserver.admission;

import dev.quarterdeck.apiserver.admission.AdmissionMetrics.Phase;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The plugins in the order in which they are asked, in both phases. */
public final class AdmissionChain {

  private final Map<Operation, List<MutatingPlugin>> mutating = new EnumMap<>(Operation.class);
  private final Map<Operation, List<ValidatingPlugin>> validating = new EnumMap<>(Operation.class);
  private final AdmissionMetrics metrics;

  public AdmissionChain(List<AdmissionPlugin> plugins, MeterRegistry meters) {
    metrics = new AdmissionMetrics(meters);
    for (var operation : Operation.values()) {
      mutating.put(operation, of(MutatingPlugin.class, plugins, operation));
      validating.put(operation, of(ValidatingPlugin.class, plugins, operation));
    }
  }

  private static <P extends AdmissionPlugin> List<P> of(
      Class<P> phase, List<AdmissionPlugin> plugins, Operation operation) {
    return plugins.stream()
        .filter(plugin -> plugin.operations().contains(operation))
        .filter(phase::isInstance)
        .map(phase::cast)
        .toList();
  }

  /**
   * The first phase.
   *
   * @throws dev.quarterdeck.model.ApiFault the first refusal
   */
  public void mutate(AdmissionRequest request) {
    var plugins = mutating.get(request.operation());
    pass(plugins, MutatingPlugin::mutate, Phase.ADMIT, request);
    if (request.reinvocation().begin()) {
      pass(plugins, MutatingPlugin::mutate, Phase.ADMIT, request);
    }
  }

  /**
   * The second phase.
   *
   * @throws dev.quarterdeck.model.ApiFault the first refusal
   */
  public void validate(AdmissionRequest request) {
    var plugins = validating.get(request.operation());
    pass(plugins, ValidatingPlugin::validate, Phase.VALIDATE, request);
  }

  private <P extends AdmissionPlugin> void pass(
      List<P> plugins, BiConsumer<P, AdmissionRequest> ask, Phase phase, AdmissionRequest request) {
    var operation = request.operation();
    var began = System.nanoTime();
    var last = began;
    P asked = null;
    var passed = false;
    try {
      for (var plugin : plugins) {
        asked = plugin;
        ask.accept(plugin, request);
        var now = System.nanoTime();
        metrics.asked(plugin, phase, operation, false, now - last);
        last = now;
      }
      passed = true;
    } finally {
      var now = System.nanoTime();
      if (!passed) {
        metrics.asked(asked, phase, operation, true, now - last);
      }
      metrics.passed(phase, operation, !passed, now - began);
    }
  }
}
