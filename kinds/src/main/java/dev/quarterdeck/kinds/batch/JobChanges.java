package dev.quarterdeck.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.pod.NodeChoice;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import java.util.List;

/** What may change in a Job beyond its declared fields (ValidateJobUpdate). */
final class JobChanges {

  private JobChanges() {}

  static void check(Field job, ObjectNode old, WriteContext context) {
    if (context.isStatus()) {
      JobStatusRules.check(job, old);
      return;
    }
    GeneratedSelector.check(job, GeneratedSelector.hasPrefixedLabels(old));
    var spec = job.get("spec");
    var before = old.path("spec");
    completions(spec, before.path("completions"));
    if (waits(old)) {
      var template = spec.get("template", "spec");
      if (template.node() instanceof ObjectNode now
          && before.at("/template/spec") instanceof ObjectNode then) {
        template.unchanged(adapted(then.deepCopy(), now));
      }
    } else {
      spec.get("template").unchanged(before.path("template"));
    }
  }

  /** An indexed Job has as many indexes as pods at a time, or as many as ever. */
  private static void completions(Field spec, JsonNode old) {
    var completions = spec.get("completions");
    if (!JobRules.isIndexed(spec)) {
      completions.unchanged(old);
    } else if (completions.present()
        && !completions.node().equals(old)
        && completions.number() != spec.get("parallelism").number()) {
      completions.invalid("can only be modified in tandem with spec.parallelism");
    }
  }

  /** Whether a Job is suspended and none of its pods is left (KEP-2926, KEP-5440). */
  private static boolean waits(ObjectNode job) {
    var status = job.path("status");
    return job.at("/spec/suspend").asBoolean(false)
        && status.path("active").asLong(0) == 0
        && (Tree.absent(status.get("startTime")) || JobStatusRules.holds(job, "Suspended"));
  }

  /** A pod's spec with the parts of another that say where it may run and what it needs. */
  private static ObjectNode adapted(ObjectNode spec, ObjectNode other) {
    NodeChoice.copy(spec, other);
    Tree.restore(spec, other, "tolerations");
    Tree.restore(spec, other, "schedulingGates");
    for (var list : List.of("containers", "initContainers")) {
      var containers = Tree.objects(spec, list);
      var others = Tree.objects(other, list);
      for (var i = 0; i < containers.size() && containers.size() == others.size(); i++) {
        Tree.restore(containers.get(i), others.get(i), "resources");
      }
    }
    return spec;
  }
}
