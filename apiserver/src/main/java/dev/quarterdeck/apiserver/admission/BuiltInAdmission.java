package dev.quarterdeck.apiserver.admission;

import dev.quarterdeck.apiserver.access.Authorizer;
import dev.quarterdeck.model.NameGenerator;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The plugins every cluster has, in Kubernetes' order. Webhooks and policies come after all that
 * are here but ResourceQuota, which counts what the others have left.
 */
public final class BuiltInAdmission {

  private BuiltInAdmission() {}

  /**
   * @param authorizer says who may do what plugins ask about besides the request itself
   * @param names makes the names of volumes
   * @param time by which a pod waits for its namespace's ServiceAccount
   * @param disabled plugins to leave out, by their names
   * @throws IllegalArgumentException when {@code disabled} has a name of no plugin
   */
  public static AdmissionChain chain(
      Lookup lookup,
      Authorizer authorizer,
      NameGenerator names,
      Time time,
      Set<String> disabled,
      MeterRegistry meters) {
    var plugins = plugins(lookup, authorizer, names, time);
    var unknown = new HashSet<>(disabled);
    plugins.forEach(plugin -> unknown.remove(plugin.name()));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("no admission plugin is named " + unknown);
    }
    var enabled = plugins.stream().filter(plugin -> !disabled.contains(plugin.name())).toList();
    return new AdmissionChain(enabled, meters);
  }

  private static List<AdmissionPlugin> plugins(
      Lookup lookup, Authorizer authorizer, NameGenerator names, Time time) {
    return List.of(
        new NamespaceLifecycle(lookup),
        new LimitRanger(lookup),
        new PodServiceAccount(lookup, names, time),
        new NodeRestriction(lookup, authorizer),
        new NewNodeTaint(),
        new PodPriority(lookup),
        new DefaultTolerations(),
        DefaultClass.ofStorage(lookup),
        new StorageProtection(),
        new PodRuntimeClass(lookup),
        DefaultClass.ofIngress(lookup));
  }
}
