package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.model.GroupVersionResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Declares a built-in kind, each fact once: what Kubernetes' storage, strategy and printer say of
 * it. What a declaration leaves out is as for most kinds: stored, with the verbs of stored kinds,
 * names that are DNS subdomains, a generation that counts changes of spec, and columns for name and
 * age. Defaults and rules of single fields are not here but in the facts table ({@code
 * schema/facts.txt}), by type; {@link #defaults} and {@link #rules} add what depends on more than
 * one field.
 */
public final class Kind {

  /** What can be done with a kind that is stored, in discovery's order. */
  public static final List<String> STORED_VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  private final GroupVersionResource resource;
  private final boolean namespaced;
  private List<String> shortNames = List.of();
  private List<String> categories = List.of();
  private List<String> verbs = STORED_VERBS;
  private List<Subresource> subresources = List.of();
  private boolean generation = true;
  private boolean stored = true;
  private boolean showsDeleted;
  private String storeName;

  final String kind;
  Names.Rule nameRule = Names::dns1123Subdomain;
  boolean createsOnUpdate;
  boolean updatesUnconditionally = true;
  boolean standardFinalizers = true;
  String orphansDependents;
  String deprecation;
  boolean keepsStatusOnCreate;
  Duration timeToLive;
  List<String> desiredState = List.of("spec");
  List<String> immutable = List.of();
  Consumer<ObjectNode> defaults = object -> {};
  BiConsumer<ObjectNode, WriteContext> prepareCreate = (object, context) -> {};
  UpdateStep prepareUpdate = (object, old, context) -> {};
  Consumer<Field> rules = object -> {};
  BiConsumer<Field, WriteContext> createRules = (object, context) -> {};
  UpdateRule updateRules = (object, old, context) -> {};
  Warnings warnings = (object, old) -> List.of();
  Warnings statusWarnings = warnings;
  SelectableFields selectableFields = SelectableFields.NONE;
  BiFunction<ObjectNode, OptionalLong, OptionalLong> gracePeriod =
      (object, asked) -> OptionalLong.empty();
  Predicate<ObjectNode> heldBack = object -> false;
  Consumer<ObjectNode> markDeleting;
  List<Column> columns = Column.NAME_AND_AGE;

  /** Changes the new state of an object that is to replace {@code old}, in place. */
  @FunctionalInterface
  public interface UpdateStep {
    void prepare(ObjectNode object, ObjectNode old, WriteContext context);
  }

  /** Reports what of a change is refused. */
  @FunctionalInterface
  public interface UpdateRule {
    void check(Field object, ObjectNode old, WriteContext context);
  }

  /** Advice on an object that is written. */
  @FunctionalInterface
  public interface Warnings {
    /**
     * @param old what is replaced; null when the object is new
     */
    List<String> on(ObjectNode object, ObjectNode old);
  }

  private Kind(String apiVersion, String resource, String kind, boolean namespaced) {
    var slash = apiVersion.indexOf('/');
    this.resource =
        new GroupVersionResource(
            slash < 0 ? "" : apiVersion.substring(0, slash),
            apiVersion.substring(slash + 1),
            resource);
    this.kind = kind;
    this.namespaced = namespaced;
    this.storeName = resource;
  }

  /** A kind whose objects live in namespaces. */
  public static Kind namespaced(String apiVersion, String resource, String kind) {
    return new Kind(apiVersion, resource, kind, true);
  }

  /** A kind whose objects live outside namespaces. */
  public static Kind cluster(String apiVersion, String resource, String kind) {
    return new Kind(apiVersion, resource, kind, false);
  }

  public Kind shortNames(String... names) {
    shortNames = List.of(names);
    return this;
  }

  public Kind categories(String... names) {
    categories = List.of(names);
    return this;
  }

  /** What can be done with it, where that differs from other stored kinds. */
  public Kind verbs(String... names) {
    verbs = List.of(names);
    return this;
  }

  /**
   * What is served below its objects. With {@link Subresource#STATUS} the status is kept apart: a
   * create drops it, other updates keep the old one, and its own updates keep the old spec.
   */
  public Kind subresources(Subresource... served) {
    subresources = List.of(served);
    return this;
  }

  /** Its metadata.generation stays unset: it has no desired state to count changes of. */
  public Kind withoutGeneration() {
    generation = false;
    return this;
  }

  /** It is only a request and an answer. */
  public Kind notStored() {
    stored = false;
    generation = false;
    verbs = List.of("create");
    return this;
  }

  /** Deletes are answered with the object as it last was. */
  public Kind showsDeleted() {
    showsDeleted = true;
    return this;
  }

  /** Its place in etcd below {@code /registry/}, where that is not the resource's name. */
  public Kind storedAs(String name) {
    storeName = name;
    return this;
  }

  /** The rule for metadata.name. */
  public Kind names(Names.Rule rule) {
    nameRule = rule;
    return this;
  }

  /** A PUT on a name that is not there makes the object (AllowCreateOnUpdate). */
  public Kind createsOnUpdate() {
    createsOnUpdate = true;
    return this;
  }

  /** Finalizers need no group in their names, as in the API servers behind kube-apiserver's own. */
  public Kind anyFinalizers() {
    standardFinalizers = false;
    return this;
  }

  /** An update must state the version it was made from (no AllowUnconditionalUpdate). */
  public Kind updatesNeedVersion() {
    updatesUnconditionally = false;
    return this;
  }

  /**
   * A delete that does not say otherwise leaves the object's dependents alone.
   *
   * @param warning what its author is told then; empty for nothing
   */
  public Kind orphansDependents(String warning) {
    orphansDependents = warning;
    return this;
  }

  /** What whoever uses the kind is told, since something has taken its place. */
  public Kind deprecated(String warning) {
    deprecation = warning;
    return this;
  }

  /** A create keeps the status it brings. */
  public Kind keepsStatusOnCreate() {
    keepsStatusOnCreate = true;
    return this;
  }

  /** Objects are kept for a while, not until they are deleted. */
  public Kind keptFor(Duration time) {
    timeToLive = time;
    return this;
  }

  /** The fields whose changes the generation counts, such as {@code metadata.annotations}. */
  public Kind desiredState(String... paths) {
    desiredState = List.of(paths);
    return this;
  }

  /** Fields that an update may not change, such as {@code spec.selector}. */
  public Kind immutable(String... paths) {
    immutable = List.of(paths);
    return this;
  }

  /** Fills what the facts table cannot say. Idempotent; runs after the table's defaults. */
  public Kind defaults(Consumer<ObjectNode> step) {
    defaults = step;
    return this;
  }

  /** What is done to a new object before its defaults, besides dropping a status kept apart. */
  public Kind prepareCreate(BiConsumer<ObjectNode, WriteContext> step) {
    prepareCreate = step;
    return this;
  }

  /** What is done to a new state before its defaults, besides keeping spec and status apart. */
  public Kind prepareUpdate(UpdateStep step) {
    prepareUpdate = step;
    return this;
  }

  /** Rules on the object alone, besides those of metadata and of the facts table. */
  public Kind rules(Consumer<Field> rules) {
    this.rules = rules;
    return this;
  }

  /** Rules on a new object, besides {@link #rules}. */
  public Kind createRules(BiConsumer<Field, WriteContext> rules) {
    createRules = rules;
    return this;
  }

  /** Rules on a change, besides {@link #immutable}. */
  public Kind updateRules(UpdateRule rules) {
    updateRules = rules;
    return this;
  }

  /** Advice on writes of the object itself. */
  public Kind warnings(Warnings warnings) {
    this.warnings = warnings;
    return this;
  }

  /** Advice on writes of its status. */
  public Kind statusWarnings(Warnings warnings) {
    statusWarnings = warnings;
    return this;
  }

  /** Fields usable in field selectors besides those of metadata. */
  public Kind selectable(String... fields) {
    return selectable(new SelectableFields(fields));
  }

  public Kind selectable(SelectableFields fields) {
    selectableFields = fields;
    return this;
  }

  /** See {@link Strategy#gracePeriodSeconds}. */
  public Kind gracePeriod(BiFunction<ObjectNode, OptionalLong, OptionalLong> seconds) {
    gracePeriod = seconds;
    return this;
  }

  /** See {@link Strategy#heldBack}. */
  public Kind heldBack(Predicate<ObjectNode> isHeld) {
    heldBack = isHeld;
    return this;
  }

  /** See {@link Strategy#markDeleting}. */
  public Kind markDeleting(Consumer<ObjectNode> step) {
    markDeleting = step;
    return this;
  }

  /** The cells of a row, in order, behind those given so far. */
  public Kind columns(Column... cells) {
    return columns(List.of(cells));
  }

  /** The cells of a row, in order, behind those given so far. */
  public Kind columns(List<Column> more) {
    var all = new ArrayList<>(columns == Column.NAME_AND_AGE ? List.of() : columns);
    all.addAll(more);
    columns = List.copyOf(all);
    return this;
  }

  /** Whether its status is a thing of its own, which {@code /status} writes. */
  boolean hasStatus() {
    return subresources.contains(Subresource.STATUS);
  }

  boolean isNamespaced() {
    return namespaced;
  }

  String apiVersion() {
    return resource.apiVersion();
  }

  /** The kind as declared. */
  public ResourceType type() {
    return type(new DeclaredStrategy(this));
  }

  /** The kind as declared, but for what {@code strategy} does instead. */
  public ResourceType type(Strategy strategy) {
    var byName = new TreeMap<String, Subresource>();
    subresources.forEach(sub -> byName.put(sub.name(), sub));
    return new ResourceType(
        resource,
        kind,
        kind.toLowerCase(Locale.ROOT),
        shortNames,
        categories,
        namespaced,
        verbs,
        byName,
        generation,
        stored,
        showsDeleted,
        "/registry/" + storeName + "/",
        strategy,
        Conversion.NONE,
        null);
  }
}
