package dev.quarterdeck.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The packages of a module from the lowest up, what each may use of those below it, and where each
 * library belongs. Every package of the module is part of a layer, and packages are free of cycles
 * within a layer too.
 */
public final class Layers {

  /** The name of the layer that is the module's root package itself. */
  public static final String ROOT = ".";

  private final String root;
  private final Map<String, Set<String>> layers = new LinkedHashMap<>();
  private final Map<String, Set<String>> libraries = new LinkedHashMap<>();

  private Layers(String root) {
    this.root = root;
  }

  /**
   * @param root the module's package, such as {@code dev.quarterdeck.kinds}
   */
  public static Layers of(String root) {
    return new Layers(root);
  }

  /**
   * Adds a layer: a package below the root with all below it that are no layers of their own.
   *
   * @param name such as {@code http} or {@code http.watch}; {@link #ROOT} for the root package
   * @param uses names of layers that were added before
   */
  public Layers layer(String name, String... uses) {
    for (var used : uses) {
      if (!layers.containsKey(used)) {
        throw new IllegalArgumentException("%s is no layer below %s".formatted(used, name));
      }
    }
    if (layers.put(name, Set.of(uses)) != null) {
      throw new IllegalArgumentException("two layers are named " + name);
    }
    return this;
  }

  /**
   * Says which layers alone may use a library; without any it is used nowhere.
   *
   * @param packages such as {@code io.etcd..}
   */
  public Layers library(String packages, String... users) {
    for (var user : users) {
      if (!layers.containsKey(user)) {
        throw new IllegalArgumentException(user + " is no layer");
      }
    }
    libraries.put(packages, Set.of(users));
    return this;
  }

  /** Fails with every use that is not allowed. */
  public void check() {
    var classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root);
    assertThat(violations(classes)).as("uses that the layers of %s do not allow", root).isEmpty();
    slices().matching(root + ".(**)").should().beFreeOfCycles().check(classes);
  }

  private List<String> violations(JavaClasses classes) {
    assertThat(classes).as("classes of %s", root).isNotEmpty();
    var violations = new TreeSet<String>();
    for (var user : classes) {
      var layer = layer(user.getPackageName());
      if (layer == null) {
        violations.add("%s is in no layer".formatted(user.getPackageName()));
        continue;
      }
      for (var dependency : user.getDirectDependenciesFromSelf()) {
        var used = dependency.getTargetClass().getBaseComponentType();
        if (!mayUse(layer, used)) {
          violations.add("%s uses %s".formatted(user.getName(), used.getName()));
        }
      }
    }
    return List.copyOf(violations);
  }

  private boolean mayUse(String layer, JavaClass used) {
    var name = used.getPackageName();
    if (isOwn(name)) {
      var target = layer(name);
      return layer.equals(target) || layers.get(layer).contains(target);
    }
    return libraries.entrySet().stream()
        .filter(library -> PackageMatcher.of(library.getKey()).matches(name))
        .allMatch(library -> library.getValue().contains(layer));
  }

  private boolean isOwn(String name) {
    return name.equals(root) || name.startsWith(root + ".");
  }

  /** The layer a package is part of; null for none. */
  private String layer(String packageName) {
    if (packageName.equals(root)) {
      return layers.containsKey(ROOT) ? ROOT : null;
    }
    var name = packageName.substring(root.length() + 1);
    while (!layers.containsKey(name)) {
      var dot = name.lastIndexOf('.');
      if (dot < 0) {
        return null;
      }
      name = name.substring(0, dot);
    }
    return name;
  }
}
