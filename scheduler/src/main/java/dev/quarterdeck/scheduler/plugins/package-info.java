/**
 * The scheduler's own plugins, one class for each, under the names and with the words of
 * Kubernetes' plugins. Pure: no clock, no I/O, no logging.
 */
package dev.quarterdeck.scheduler.plugins;
