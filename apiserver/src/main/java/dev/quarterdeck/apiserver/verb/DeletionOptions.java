package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a delete asks for (meta/v1 DeleteOptions), as far as it decides what becomes of the object.
 *
 * @param gracePeriodSeconds empty for the kind's default
 * @param propagation empty for the kind's default, mostly background
 * @param dependentsToo whether the old option {@code orphanDependents=false} said so
 * @param ignoresReadErrors whether the object's stored value cannot be read and is to go (KEP-3926)
 */
public record DeletionOptions(
    OptionalLong gracePeriodSeconds,
    Optional<Propagation> propagation,
    boolean dependentsToo,
    boolean ignoresReadErrors) {

  private static final String IGNORE = "ignoreStoreReadErrorWithClusterBreakingPotential";

  public static final DeletionOptions DEFAULT =
      new DeletionOptions(OptionalLong.empty(), Optional.empty());

  /** Options that use no deprecated word. */
  public DeletionOptions(OptionalLong gracePeriodSeconds, Optional<Propagation> propagation) {
    this(gracePeriodSeconds, propagation, false, false);
  }

  /** What becomes of the objects that name the deleted one as their owner. */
  public enum Propagation {
    /** They stay, without the owner. */
    ORPHAN("Orphan"),
    /** They go after it. */
    BACKGROUND("Background"),
    /** They go first. */
    FOREGROUND("Foreground");

    private final String wireName;

    Propagation(String wireName) {
      this.wireName = wireName;
    }
  }

  /**
   * Reads a DeleteOptions object.
   *
   * @throws ApiFault 422 naming the field
   */
  public static DeletionOptions of(ObjectNode options) {
    var root = Field.root(options);
    var policy = root.get("propagationPolicy");
    var orphan = root.get("orphanDependents");
    if (policy.present() && orphan.present()) {
      root.get("propagationPolicy")
          .invalid("orphanDependents and deletionPropagation cannot be both set");
    } else if (policy.present() && named(policy.text()).isEmpty()) {
      policy.notSupported(List.of("Foreground", "Background", "Orphan", "nil"));
    }
    alone(root);
    fail(root.errors());
    var propagation =
        orphan.present()
            ? Optional.of(orphan.isTrue() ? Propagation.ORPHAN : Propagation.BACKGROUND)
            : named(policy.text());
    var grace = root.get("gracePeriodSeconds");
    return new DeletionOptions(
        grace.present() ? OptionalLong.of(grace.number()) : OptionalLong.empty(),
        propagation,
        orphan.present() && !orphan.isTrue(),
        root.get(IGNORE).isTrue());
  }

  /** What else may not be asked of a value that nobody can read. */
  private static void alone(Field options) {
    var ignore = options.get(IGNORE);
    for (var other :
        List.of(
            "dryRun",
            "propagationPolicy",
            "orphanDependents",
            "gracePeriodSeconds",
            "preconditions")) {
      if (ignore.isTrue() && options.get(other).present()) {
        ignore.invalid("cannot be set together with ." + other);
      }
    }
  }

  private static void fail(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ApiFault.invalid("meta.k8s.io", "DeleteOptions", "", errors);
    }
  }

  private static Optional<Propagation> named(String name) {
    for (var propagation : Propagation.values()) {
      if (propagation.wireName.equals(name)) {
        return Optional.of(propagation);
      }
    }
    return Optional.empty();
  }
}
