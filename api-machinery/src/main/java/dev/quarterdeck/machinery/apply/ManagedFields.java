package dev.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.apply.Owner.Operation;
import dev.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Who owns which fields of one object: metadata.managedFields. Immutable. */
record ManagedFields(List<Entry> entries) {

  /** As many managers by update are told apart; the oldest share an entry beyond that. */
  private static final int MOST_UPDATERS = 10;

  private static final String ANCIENT = "ancient-changes";

  static final ManagedFields NONE = new ManagedFields(List.of());

  /**
   * @param time RFC 3339, when the set last changed
   */
  record Entry(Owner manager, String time, FieldSet fields) {}

  ManagedFields {
    entries = List.copyOf(entries);
  }

  /** Reads an object's; entries this server cannot use are dropped. */
  static ManagedFields of(ObjectNode object) {
    if (!(object.path("metadata").get("managedFields") instanceof ArrayNode list)) {
      return NONE;
    }
    var entries = new ArrayList<Entry>();
    for (var entry : list) {
      var manager = Owner.read(entry);
      if (manager != null) {
        var fields = FieldSet.read((ObjectNode) entry.get("fieldsV1"));
        entries.add(new Entry(manager, entry.path("time").asText(""), fields));
      }
    }
    return new ManagedFields(entries);
  }

  /** Whether the client asks to forget all owners: by an empty list, or one of one empty entry. */
  static boolean isReset(ObjectNode object) {
    return object.path("metadata").get("managedFields") instanceof ArrayNode list
        && (list.isEmpty() || list.size() == 1 && list.get(0).isEmpty());
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Optional<Entry> of(Owner manager) {
    return entries.stream().filter(entry -> entry.manager.sameAs(manager)).findFirst();
  }

  /** Everybody's fields that are named in one version. */
  FieldSet in(String apiVersion) {
    return entries.stream()
        .filter(entry -> entry.manager.apiVersion().equals(apiVersion))
        .map(Entry::fields)
        .reduce(FieldSet.EMPTY, FieldSet::union);
  }

  /** With this manager's fields; its time moves only when they change. */
  ManagedFields with(Owner manager, FieldSet fields, String now) {
    var rest = new ArrayList<>(entries);
    rest.removeIf(entry -> entry.manager.sameAs(manager));
    if (!fields.isEmpty()) {
      var same = of(manager).filter(e -> e.fields.equals(fields) && e.manager.equals(manager));
      rest.add(new Entry(manager, same.map(Entry::time).orElse(now), fields));
    }
    return new ManagedFields(rest);
  }

  /** With each other manager's fields changed; who has none left is forgotten. */
  ManagedFields changeOthers(Owner manager, Function<Entry, FieldSet> change) {
    var changed = new ArrayList<Entry>();
    for (var entry : entries) {
      var fields = entry.manager.sameAs(manager) ? entry.fields : change.apply(entry);
      if (!fields.isEmpty()) {
        changed.add(new Entry(entry.manager, entry.time, fields));
      }
    }
    return new ManagedFields(changed);
  }

  /** The entries that satisfy {@code wanted}. */
  ManagedFields only(Predicate<Entry> wanted) {
    return entries.stream().allMatch(wanted)
        ? this
        : new ManagedFields(entries.stream().filter(wanted).toList());
  }

  /** With the oldest updaters merged into one when there are too many. */
  ManagedFields capped() {
    var updaters =
        entries.stream()
            .filter(entry -> entry.manager.operation() == Operation.UPDATE)
            .sorted(Comparator.comparing(Entry::time))
            .toList();
    if (updaters.size() <= MOST_UPDATERS) {
      return this;
    }
    var oldest = updaters.subList(0, updaters.size() - MOST_UPDATERS + 1);
    var rest = new ArrayList<>(entries);
    rest.removeAll(oldest);
    var shared = new LinkedHashMap<String, Entry>();
    for (var entry : oldest) {
      shared.merge(entry.manager.apiVersion(), ancient(entry), ManagedFields::join);
    }
    rest.addAll(shared.values());
    return new ManagedFields(rest);
  }

  private static Entry ancient(Entry entry) {
    var owner = new Owner(ANCIENT, Operation.UPDATE, entry.manager.apiVersion(), "");
    return new Entry(owner, entry.time, entry.fields);
  }

  private static Entry join(Entry older, Entry newer) {
    return new Entry(older.manager, newer.time, older.fields.union(newer.fields));
  }

  /** Sets an object's metadata.managedFields, appliers first, then by time. */
  void writeTo(ObjectNode object) {
    var metadata =
        object.get("metadata") instanceof ObjectNode present
            ? present
            : object.putObject("metadata");
    metadata.remove("managedFields");
    if (entries.isEmpty()) {
      return;
    }
    var list = Json.array();
    entries.stream()
        .sorted(
            Comparator.comparing((Entry e) -> e.manager.operation())
                .thenComparing(Entry::time)
                .thenComparing(e -> e.manager.name()))
        .forEach(entry -> list.add(entry.manager.write(entry.time, entry.fields)));
    metadata.set("managedFields", list);
  }
}
