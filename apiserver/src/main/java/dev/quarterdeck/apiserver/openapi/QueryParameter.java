package dev.quarterdeck.apiserver.openapi;

import java.util.List;

/** The query parameters requests may carry. */
enum QueryParameter {
  ALLOW_WATCH_BOOKMARKS(
      "allowWatchBookmarks",
      "boolean",
      "Asks a watch to send BOOKMARK events, which tell how far it has come."),
  CONTINUE(
      "continue",
      "string",
      "Goes on with a list that was cut by limit: the token its metadata.continue carried."),
  DRY_RUN(
      "dryRun",
      "string",
      "All: goes through all stages of the request, but changes nothing that lasts."),
  FIELD_MANAGER(
      "fieldManager",
      "string",
      "Names who makes the change; required for apply, otherwise taken from the User-Agent."),
  FIELD_SELECTOR(
      "fieldSelector", "string", "Keeps only objects with these fields: name=value, name!=value."),
  FIELD_VALIDATION(
      "fieldValidation",
      "string",
      "What to do about unknown and duplicate fields: Ignore drops them, Warn (the default) drops"
          + " them with a warning, Strict refuses the request."),
  FORCE(
      "force",
      "boolean",
      "For apply: takes fields other managers own instead of failing with a conflict."),
  GRACE_PERIOD_SECONDS(
      "gracePeriodSeconds",
      "integer",
      "Seconds before the object is deleted; zero means at once; the kind's default if unset."),
  LABEL_SELECTOR("labelSelector", "string", "Keeps only objects whose labels match."),
  LIMIT(
      "limit",
      "integer",
      "The most objects to return; if there are more, metadata.continue is set to go on from."),
  ORPHAN_DEPENDENTS(
      "orphanDependents", "boolean", "Deprecated: use propagationPolicy Orphan or Background."),
  PRETTY("pretty", "string", "If true, the output is indented."),
  PROPAGATION_POLICY(
      "propagationPolicy",
      "string",
      "What becomes of dependents: Orphan leaves them, Background deletes them later, Foreground"
          + " first."),
  RESOURCE_VERSION(
      "resourceVersion",
      "string",
      "How recent the answer must be; unset for the latest, 0 for whatever is at hand."),
  RESOURCE_VERSION_MATCH(
      "resourceVersionMatch",
      "string",
      "How resourceVersion applies to a list: NotOlderThan or Exact."),
  SEND_INITIAL_EVENTS(
      "sendInitialEvents",
      "boolean",
      "Begins a watch with the present objects as ADDED events, ended by a bookmark."),
  TIMEOUT_SECONDS(
      "timeoutSeconds", "integer", "Ends the list or watch after this time, however it stands."),
  WATCH("watch", "boolean", "Streams changes instead of returning a list.");

  static final List<QueryParameter> LISTING =
      List.of(
          ALLOW_WATCH_BOOKMARKS,
          CONTINUE,
          FIELD_SELECTOR,
          LABEL_SELECTOR,
          LIMIT,
          RESOURCE_VERSION,
          RESOURCE_VERSION_MATCH,
          SEND_INITIAL_EVENTS,
          TIMEOUT_SECONDS,
          WATCH);
  static final List<QueryParameter> WRITING = List.of(DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION);
  static final List<QueryParameter> PATCHING =
      List.of(DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION, FORCE);
  static final List<QueryParameter> DELETING =
      List.of(DRY_RUN, GRACE_PERIOD_SECONDS, ORPHAN_DEPENDENTS, PROPAGATION_POLICY);
  static final List<QueryParameter> DELETING_MANY =
      List.of(
          CONTINUE,
          DRY_RUN,
          FIELD_SELECTOR,
          GRACE_PERIOD_SECONDS,
          LABEL_SELECTOR,
          LIMIT,
          ORPHAN_DEPENDENTS,
          PROPAGATION_POLICY,
          RESOURCE_VERSION,
          RESOURCE_VERSION_MATCH,
          SEND_INITIAL_EVENTS,
          TIMEOUT_SECONDS);

  private final String wireName;
  private final String type;
  private final String description;

  QueryParameter(String wireName, String type, String description) {
    this.wireName = wireName;
    this.type = type;
    this.description = description;
  }

  String wireName() {
    return wireName;
  }

  /** The OpenAPI type. */
  String type() {
    return type;
  }

  String description() {
    return description;
  }
}
