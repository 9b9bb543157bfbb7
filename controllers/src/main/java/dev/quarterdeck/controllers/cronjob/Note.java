package dev.quarterdeck.controllers.cronjob;

/**
 * An event about a cron job.
 *
 * @param type Normal or Warning
 */
record Note(String type, String reason, String message) {

  static Note normal(String reason, String message) {
    return new Note("Normal", reason, message);
  }

  static Note warning(String reason, String message) {
    return new Note("Warning", reason, message);
  }
}
